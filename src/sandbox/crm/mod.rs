//! The CRM side: HighLevel's protocol in both generations, over the world.
