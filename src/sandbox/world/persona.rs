//! Who a person is and how their story goes. Contact, opportunities, thread, tasks and tags all follow from it,
//! so that they agree with each other.

use super::era::{DAY, Era};
use super::place::{self, City, Roots};
use super::seed::{Dice, Kind};

/// What they want of the brokerage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// To buy.
    #[default]
    Buyer,
    /// To sell.
    Seller,
}

/// How the story goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plot {
    /// Wrote a moment ago; nobody has answered yet.
    #[default]
    Fresh,
    /// Never answered.
    Silent,
    /// Answers, but later in the year.
    Nurture,
    /// A showing or listing appointment is booked or was held.
    Appointment,
    /// An offer is out, or the house is listed.
    Offer,
    /// Under contract.
    Contract,
    /// Closed.
    Closed,
    /// Works with somebody else, or gave up.
    Lost,
    /// Asked not to be texted any more.
    OptOut,
}

/// How they can be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Phone and e-mail.
    #[default]
    Both,
    /// Phone only.
    Phone,
    /// E-mail only.
    Email,
}

/// One person.
#[derive(Clone, Debug)]
pub struct Persona {
    /// Given name; nobody knows everyone's.
    pub first: Option<String>,
    /// Family name.
    pub last: Option<String>,
    /// Whether they write Spanish.
    pub spanish: bool,
    /// How they can be reached.
    pub reach: Reach,
    /// What they want.
    pub side: Side,
    /// How it goes.
    pub plot: Plot,
    /// Where they want to buy, or live and sell.
    pub city: City,
    /// Their street: the house they sell, or asked about.
    pub street: String,
    /// What they can spend or hope to get, in whole dollars.
    pub money: i64,
    /// Which user looks after them, by place in the list; nobody for the newest.
    pub agent: Option<usize>,
    /// Where they came from.
    pub source: &'static str,
}

const SOURCES: &[(u64, &str)] = &[
    (22, "Zillow"),
    (16, "Website"),
    (12, "Facebook Ads"),
    (9, "Open House"),
    (9, "Referral"),
    (8, "Google Ads"),
    (7, "Realtor.com"),
    (6, "Sphere"),
    (4, "Sign Call"),
    (4, "Past Client"),
    (3, "Instagram"),
];

impl Persona {
    /// Person `number`. `now_added` is for people who come in while the world runs: they have no story yet.
    pub fn of(era: &Era, number: u64, fresh: bool) -> Self {
        let mut dice = era.seed.dice(Kind::Contact, number);
        let roots = dice.weighted(&[(66, Roots::English), (24, Roots::Spanish), (10, Roots::Other)]);
        let side = dice.weighted(&[(62, Side::Buyer), (38, Side::Seller)]);
        let age = if fresh {
            0
        } else {
            (era.opened - era.contact_added(number)) / DAY
        };
        let plot = if fresh { Plot::Fresh } else { plot(&mut dice, age) };
        let reach = dice.weighted(&[(80, Reach::Both), (12, Reach::Phone), (8, Reach::Email)]);
        let city = place::city(&mut dice);
        let (first, last) = name(&mut dice, roots);
        let money = city.price * dice.between(60, 150) / 100 / 5 * 5_000;
        let agent = dice.pick(&[1_usize, 2, 2, 3, 3, 3, 4, 4, 5, 6]);
        Self {
            first,
            last,
            spanish: roots == Roots::Spanish && dice.chance(55),
            reach,
            side,
            plot,
            city,
            street: place::street(&mut dice),
            money,
            agent: (plot != Plot::Fresh).then_some(agent),
            source: dice.weighted(SOURCES),
        }
    }

    /// What to call them, when one must call them something.
    pub fn greeting(&self) -> &str {
        self.first.as_deref().unwrap_or("there")
    }
}

fn plot(dice: &mut Dice, age: i64) -> Plot {
    use Plot::{Appointment, Closed, Contract, Fresh, Lost, Nurture, Offer, OptOut, Silent};
    match age {
        ..=0 => dice.weighted(&[(70, Fresh), (20, Silent), (10, Appointment)]),
        1..=9 => dice.weighted(&[
            (34, Silent),
            (24, Nurture),
            (30, Appointment),
            (6, Lost),
            (4, Offer),
            (2, OptOut),
        ]),
        10..=59 => dice.weighted(&[
            (26, Silent),
            (26, Nurture),
            (17, Appointment),
            (9, Offer),
            (9, Contract),
            (9, Lost),
            (4, OptOut),
        ]),
        _ => dice.weighted(&[
            (26, Silent),
            (24, Nurture),
            (4, Offer),
            (3, Contract),
            (17, Closed),
            (22, Lost),
            (4, OptOut),
        ]),
    }
}

fn name(dice: &mut Dice, roots: Roots) -> (Option<String>, Option<String>) {
    let first = place::first_name(dice, roots);
    let last = place::last_name(dice, roots);
    match dice.below(100) {
        0..=2 => (None, None),
        3..=6 => (Some(first.to_owned()), None),
        7..=10 => {
            let partner = place::first_name(dice, roots);
            (Some(format!("{first} & {partner}")), Some(last.to_owned()))
        }
        11..=13 => (
            Some(first.to_owned()),
            Some(format!("{last}-{}", place::last_name(dice, roots))),
        ),
        14 => (Some(first.to_owned()), Some(format!("{last} Jr."))),
        _ => (Some(first.to_owned()), Some(last.to_owned())),
    }
}
