//! Calendars: what can be booked, and what is.
//!
//! Owns: the spellings of calendars and events. Must not: decide what is free; the world does.
//! To add an operation: a handler and its line in `ROUTES`.

mod booking;
mod listing;
pub mod wire;

use super::exchange::Route;

/// What can be done with calendars and appointments.
pub const ROUTES: &[Route] = &[
    Route::get("/calendars/", listing::list).needs(&["locationId"]),
    Route::get("/calendars/{calendarId}", listing::show),
    Route::get("/calendars/{calendarId}/free-slots", listing::free_slots).needs(&["startDate", "endDate"]),
    Route::get("/calendars/events", listing::events).needs(&["locationId", "startTime", "endTime"]),
    Route::get("/calendars/blocked-slots", listing::blocked).needs(&["locationId", "startTime", "endTime"]),
    Route::get("/contacts/{contactId}/appointments", listing::of_contact),
    Route::post("/calendars/events/appointments", booking::CREATE, booking::create),
    Route::get("/calendars/events/appointments/{eventId}", booking::show),
    Route::put(
        "/calendars/events/appointments/{eventId}",
        booking::UPDATE,
        booking::update,
    ),
    Route::delete("/calendars/events/{eventId}", booking::delete),
    Route::post("/calendars/events/block-slots", booking::BLOCK, booking::block),
    Route::put(
        "/calendars/events/block-slots/{eventId}",
        booking::BLOCK,
        booking::move_block,
    ),
];
