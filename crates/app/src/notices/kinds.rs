//! The catalogue of notices: which event is told to whom, in which group, with which link and which day.

use super::store_facts::Facts;

/// What a notice is to its reader; preferences are kept for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Waits for the reader's act.
    Act,
    /// Goes on without the reader.
    Progress,
    /// Has ended, one way or the other.
    Results,
    /// What a hub's staff like to know.
    Hub,
}

impl Group {
    /// Every group, in the order of the page.
    pub const ALL: [Group; 4] = [Group::Act, Group::Progress, Group::Results, Group::Hub];

    /// As stored, and as the end of its message key.
    pub fn code(self) -> &'static str {
        match self {
            Group::Act => "act",
            Group::Progress => "progress",
            Group::Results => "results",
            Group::Hub => "hub",
        }
    }
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Who said the need while they act for the firm, else its owners.
    Sayer,
    /// The firm's people.
    Firm,
    /// The provider's people.
    Provider,
    /// The hub's staff.
    Hub,
    /// Who runs the hub.
    Manager,
    /// Whom the event names, as one of the hub's staff.
    Named,
    /// Who answers for the organization.
    Owners,
    /// Who asked to join it.
    Asker,
    /// Whom the event means by name, of the parties and the hub.
    Mentioned,
    /// Whom else of them it concerns.
    Told,
    /// Whose account it is.
    Holder,
    /// Who answers for the holder's place: the managers of the hub, else the administrators.
    Keepers,
    /// The expert, of whose profile it tells.
    Expert,
    /// The firm's and the providers' people whose agreement a change of a plan needs.
    Concerned,
    /// Those of them who have not agreed yet.
    Waited,
    /// The officials of the division that the hub lies in.
    Officials,
    /// Who began an import, and who decided last of it: also of what a job does in their name.
    Starters,
}

/// On which condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// On none.
    Always,
    /// A quote is still awaited: a fixed price is quoted by itself.
    Offered,
    /// The provider has named the price itself.
    Unfixed,
    /// It was not done by this side.
    NotBy(&'static str),
    /// The work was agreed, and it was not done by this side.
    AgreedNotBy(&'static str),
    /// It was done by this side, or for this reason.
    By(&'static str),
    /// It was done neither by the provider, nor because the firm had the choice, nor by agreement.
    CalledOff,
    /// The request was accepted.
    Accepted,
    /// It was refused.
    Refused,
    /// No row of the list was refused.
    Whole,
    /// Some rows were.
    Partly,
}

impl When {
    /// Whether it holds.
    pub fn holds(self, facts: &Facts) -> bool {
        match self {
            When::Always => true,
            When::Offered => facts.state == "offered",
            When::Unfixed => !facts.fixed,
            When::NotBy(side) => facts.by != side,
            When::AgreedNotBy(side) => facts.agreed && facts.by != side && facts.by != "agreement",
            When::By(side) => facts.by == side,
            When::CalledOff => !["provider", "choice", "unanswered", "agreement"].contains(&facts.by.as_str()),
            When::Accepted => facts.accepted,
            When::Refused => !facts.accepted,
            When::Whole => facts.figures.count("refused") == 0,
            When::Partly => facts.figures.count("refused") > 0,
        }
    }
}

/// Where the notice leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The need.
    Need,
    /// The time that is booked for it.
    Visit,
    /// Its plan.
    Plan,
    /// The order.
    Order,
    /// Its messages.
    Messages,
    /// The hub's notes on it.
    Notes,
    /// Its dispute.
    Dispute,
    /// What its parties have agreed.
    Agreements,
    /// What waits for approval within one's organization.
    Approvals,
    /// The service record.
    Record,
    /// The entry, as the hub keeps it.
    Catalogue,
    /// The provider's change of it.
    Change,
    /// The entry, as its provider keeps it.
    OwnService,
    /// An expert's profile, as the hub keeps it.
    Expert,
    /// One's own.
    Profile,
    /// One's organization and its members.
    Organization,
    /// A change of a plan.
    PlanChange,
    /// A booking of an instrument.
    Booking,
    /// The instrument, as everybody sees it.
    Instrument,
    /// As its owner keeps it.
    OwnInstrument,
    /// What a hub is asked to offer.
    Offers,
    /// A list that is taken in.
    Import,
    /// What a hub has to do in a round of the yearly evaluation.
    RoundHub,
    /// What an expert was asked to look at.
    Reviews,
    /// What a hub reported.
    Entry,
    /// Where one begins.
    Home,
    /// One's own account.
    Account,
}

impl Link {
    /// The path.
    pub fn path(self, facts: &Facts) -> String {
        let Facts { need, reference, uscc, .. } = facts;
        match self {
            Link::Need => format!("/needs/{need}"),
            Link::Visit => format!("/needs/{need}/visit"),
            Link::Plan => format!("/needs/{need}/plan"),
            Link::Order => format!("/orders/{reference}"),
            Link::Messages => format!("/orders/{reference}/messages"),
            Link::Notes => format!("/orders/{reference}/notes"),
            Link::Dispute => format!("/orders/{reference}/dispute"),
            Link::Agreements => format!("/orders/{reference}/agreements"),
            Link::Approvals => "/approvals".into(),
            Link::Record => format!("/records/{reference}"),
            Link::Catalogue => format!("/catalogue/{reference}"),
            Link::Change => format!("/catalogue/{reference}/changes/{uscc}"),
            Link::OwnService => format!("/own-services/{reference}"),
            Link::Expert => format!("/directory/experts/{}", facts.object),
            Link::Profile => "/expert-profile".into(),
            Link::Organization => "/organization".into(),
            Link::PlanChange => format!("/plan-changes/{}", facts.change),
            Link::Booking => format!("/bookings/{reference}"),
            Link::Instrument => format!("/instruments/{reference}"),
            Link::OwnInstrument => format!("/own-instruments/{reference}"),
            Link::Offers => "/directory/instruments".into(),
            Link::Import => format!("/imports/{}", facts.object),
            Link::RoundHub => format!("/rounds/{reference}/hubs/{uscc}"),
            Link::Reviews => "/reviews".into(),
            Link::Entry => format!("/entries/{reference}"),
            Link::Home => "/home".into(),
            Link::Account => "/account".into(),
        }
    }
}

/// A line of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The event.
    pub action: &'static str,
    /// Stored with the notice, and the end of its message keys.
    pub code: &'static str,
    /// Who is told.
    pub to: Audience,
    /// On which condition.
    pub when: When,
    /// What it is to them.
    pub group: Group,
    /// Where it leads.
    pub link: Link,
}

const fn told(action: &'static str, code: &'static str, to: Audience, group: Group, link: Link) -> Kind {
    Kind { action, code, to, when: When::Always, group, link }
}

impl Kind {
    const fn when(mut self, when: When) -> Kind {
        self.when = when;
        self
    }

    /// The kind of this code.
    pub fn parse(code: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.code == code)
    }

    /// The day by which something is to be done.
    pub fn due<'a>(&self, facts: &'a Facts) -> Option<&'a str> {
        let day = match self.code {
            "order-offered" => &facts.quote_by,
            "order-rejected" => &facts.due_on,
            // The day is another's.
            "order-overdue-hub"
            | "order-overdue-firm"
            | "order-overdue-again-hub"
            | "rectification-answered"
            | "dispute-opened-firm"
            | "dispute-opened-provider"
            | "mediator-named"
            | "mediator-named-provider"
            | "dispute-failed" => return None,
            _ => &facts.told_due_on,
        };
        day.as_deref()
    }
}

use Audience::{Asker, Concerned, Firm, Holder, Keepers, Owners, Provider, Sayer, Starters, Waited};
use Group::{Act, Progress, Results};

// keys: notices-title-* notices-do-*
/// Every kind. Whoever caused the event is not told of it.
#[rustfmt::skip]
pub const KINDS: &[Kind] = &[
    told("need.sent", "need-sent", Audience::Hub, Act, Link::Need),
    told("need.answered", "need-answered", Audience::Hub, Act, Link::Need),
    told("need.withdrawn", "need-withdrawn", Audience::Hub, Group::Hub, Link::Need),
    told("need.accepted", "need-accepted", Sayer, Progress, Link::Need),
    told("need.asked", "need-asked", Sayer, Act, Link::Need),
    // A firm that is refused must look for another way.
    told("need.declined", "need-declined", Sayer, Act, Link::Need),
    told("need.assigned", "need-assigned", Audience::Named, Act, Link::Need),
    told("need.due-soon", "need-due-soon", Audience::Manager, Act, Link::Need),
    told("need.due", "need-due", Audience::Manager, Act, Link::Need),
    told("need.gaps-set", "gaps-set", Sayer, Act, Link::Need),
    told("need.gap-soon", "gap-soon", Sayer, Act, Link::Need),
    told("need.gap-due", "gap-due", Sayer, Act, Link::Need),
    told("need.gap-missed", "gap-missed", Audience::Hub, Act, Link::Need),
    told("need.gap-missed", "gap-missed-firm", Sayer, Act, Link::Need),
    told("need.gap-handed", "gap-handed", Audience::Hub, Act, Link::Need),
    told("need.gap-received", "gap-received", Sayer, Progress, Link::Need),
    told("need.gap-sent-back", "gap-sent-back", Sayer, Act, Link::Need),
    told("need.gap-extended", "gap-extended", Sayer, Act, Link::Need),
    told("need.merged", "need-merged", Sayer, Results, Link::Need),
    told("need.parted", "need-parted", Sayer, Progress, Link::Need),
    told("need.passed", "need-passed", Sayer, Progress, Link::Need),
    told("need.received", "need-received", Audience::Hub, Act, Link::Need),
    told("need.pause-proposed", "need-pause-proposed", Sayer, Act, Link::Need),
    told("need.paused", "need-paused", Audience::Hub, Group::Hub, Link::Need),
    told("need.pause-refused", "need-pause-refused", Audience::Hub, Group::Hub, Link::Need),
    told("need.visit-booked", "visit-booked", Audience::Hub, Group::Hub, Link::Need),
    told("need.visit-cancelled", "visit-cancelled", Audience::Hub, Group::Hub, Link::Need),
    told("need.visit-missed", "visit-missed", Sayer, Act, Link::Need),
    told("need.visit-released", "visit-released", Audience::Told, Results, Link::Need),
    told("need.visit-moved", "visit-moved", Audience::Told, Progress, Link::Visit),
    told("need.visit-called-off", "visit-called-off", Audience::Told, Act, Link::Visit),
    told("order.pause-proposed", "order-pause-proposed", Firm, Act, Link::Order),
    told("order.paused", "order-paused", Provider, Progress, Link::Order),
    told("order.pause-refused", "order-pause-refused", Provider, Progress, Link::Order),
    told("plan.proposed", "plan-proposed", Firm, Act, Link::Plan),
    told("plan.returned", "plan-returned", Audience::Hub, Act, Link::Plan),
    told("plan.emptied", "plan-emptied", Audience::Hub, Act, Link::Plan),
    told("plan.accepted", "plan-accepted", Audience::Hub, Group::Hub, Link::Plan),
    told("order.offered", "order-offered", Provider, Act, Link::Order).when(When::Offered),
    told("order.quoted", "order-quoted", Audience::Hub, Group::Hub, Link::Plan).when(When::Unfixed),
    told("order.declined", "order-declined", Audience::Hub, Act, Link::Plan),
    told("order.accepted", "order-accepted", Provider, Act, Link::Order),
    told("order.delivered", "order-delivered", Firm, Act, Link::Order),
    told("order.rejected", "order-rejected", Provider, Act, Link::Order),
    told("order.rectification-opened", "rectification-opened", Provider, Act, Link::Order),
    told("order.rectification-opened", "rectification-watched", Audience::Hub, Group::Hub, Link::Order),
    told("order.rectification-answered", "rectification-answered", Firm, Results, Link::Order),
    told("order.rectification-answered", "rectification-done", Audience::Hub, Act, Link::Order),
    told("order.rectification-reopened", "rectification-reopened", Provider, Act, Link::Order),
    told("order.rectification-closed", "rectification-closed", Provider, Results, Link::Order),
    told("order.rectification-closed", "rectification-closed-firm", Firm, Results, Link::Order),
    told("order.rating-added", "rating-added", Provider, Progress, Link::Order),
    told("order.rating-added", "rating-added-hub", Audience::Hub, Group::Hub, Link::Order),
    told("order.reassign-asked", "reassign-asked", Firm, Progress, Link::Order),
    told("order.reassign-asked", "reassign-asked-provider", Provider, Progress, Link::Order),
    told("order.reassign-proposed", "reassign-proposed", Firm, Act, Link::Order),
    told("order.reassign-ended", "reassign-ended", Audience::Hub, Act, Link::Order).when(When::NotBy("hub")),
    told("order.reassign-ended", "reassign-ended-firm", Firm, Progress, Link::Order).when(When::NotBy("firm")),
    told("order.reassign-ended", "reassign-ended-provider", Provider, Act, Link::Order),
    told("order.reassigned", "reassigned", Firm, Results, Link::Order),
    told("order.reassigned", "reassigned-provider", Provider, Results, Link::Order),
    told("order.reassigned", "reassigned-hub", Audience::Hub, Group::Hub, Link::Order),
    told("order.moved", "order-moved", Provider, Act, Link::Order),
    told("order.moved", "order-moved-firm", Firm, Progress, Link::Order),
    told("order.agreement-proposed", "agreement-proposed", Firm, Act, Link::Agreements).when(When::NotBy("firm")),
    told("order.agreement-proposed", "agreement-proposed-provider", Provider, Act, Link::Agreements)
        .when(When::NotBy("provider")),
    told("order.agreement-agreed", "agreement-agreed", Firm, Results, Link::Agreements).when(When::NotBy("firm")),
    told("order.agreement-agreed", "agreement-agreed-provider", Provider, Results, Link::Agreements)
        .when(When::NotBy("provider")),
    told("order.agreement-ended", "agreement-ended", Firm, Progress, Link::Agreements).when(When::NotBy("firm")),
    told("order.agreement-ended", "agreement-ended-provider", Provider, Progress, Link::Agreements)
        .when(When::NotBy("provider")),
    told("order.agreement-required", "agreement-required", Firm, Act, Link::Agreements).when(When::NotBy("firm")),
    told("order.agreement-required", "agreement-required-provider", Provider, Act, Link::Agreements)
        .when(When::NotBy("provider")),
    told("approval.asked", "approval-asked", Audience::Mentioned, Act, Link::Approvals),
    told("approval.passed", "approval-passed", Audience::Mentioned, Act, Link::Approvals),
    told("approval.approved", "approval-approved", Audience::Told, Results, Link::Approvals),
    told("approval.refused", "approval-refused", Audience::Told, Act, Link::Approvals),
    // Whoever is named is told so; the others only that something was written.
    told("order.message", "message-mentioned", Audience::Mentioned, Act, Link::Messages),
    told("order.message", "message-written", Audience::Told, Progress, Link::Messages),
    told("order.noted", "note-mentioned", Audience::Mentioned, Act, Link::Notes),
    told("order.dispute-opened", "dispute-opened", Audience::Manager, Act, Link::Dispute),
    told("order.dispute-opened", "dispute-opened-firm", Firm, Act, Link::Dispute).when(When::NotBy("firm")),
    told("order.dispute-opened", "dispute-opened-provider", Provider, Act, Link::Dispute).when(When::NotBy("provider")),
    told("order.mediator-named", "mediator-you", Audience::Mentioned, Act, Link::Dispute),
    told("order.mediator-named", "mediator-named", Firm, Progress, Link::Dispute),
    told("order.mediator-named", "mediator-named-provider", Provider, Progress, Link::Dispute),
    told("order.dispute-statement", "dispute-said-mediator", Audience::Mentioned, Progress, Link::Dispute),
    told("order.dispute-statement", "dispute-said", Firm, Progress, Link::Dispute).when(When::NotBy("firm")),
    told("order.dispute-statement", "dispute-said-provider", Provider, Progress, Link::Dispute).when(When::NotBy("provider")),
    told("order.dispute-proposed", "dispute-proposed", Firm, Act, Link::Dispute),
    told("order.dispute-proposed", "dispute-proposed-provider", Provider, Act, Link::Dispute),
    told("order.dispute-accepted", "dispute-accepted", Audience::Mentioned, Progress, Link::Dispute),
    told("order.dispute-refused", "dispute-refused", Audience::Mentioned, Act, Link::Dispute),
    told("order.dispute-agreed", "dispute-agreed", Firm, Act, Link::Order),
    told("order.dispute-agreed", "dispute-agreed-provider", Provider, Act, Link::Order),
    told("order.dispute-agreed", "dispute-agreed-hub", Audience::Hub, Group::Hub, Link::Dispute),
    told("order.dispute-failed", "dispute-failed", Firm, Act, Link::Order),
    told("order.dispute-failed", "dispute-failed-provider", Provider, Act, Link::Order),
    told("order.dispute-withdrawn", "dispute-withdrawn", Firm, Results, Link::Order).when(When::NotBy("firm")),
    told("order.dispute-withdrawn", "dispute-withdrawn-provider", Provider, Results, Link::Order).when(When::NotBy("provider")),
    told("order.dispute-settled", "dispute-settled", Audience::Mentioned, Results, Link::Dispute),
    told("order.dispute-settled", "dispute-settled-provider", Provider, Results, Link::Order),
    // Silence is not consent: the firm is reminded, then its hub calls.
    told("order.reminded", "order-reminded", Firm, Act, Link::Order),
    told("order.reminded-again", "order-reminded-again", Firm, Act, Link::Order),
    told("order.reminded-again", "order-to-call", Audience::Manager, Act, Link::Order),
    // A result that does not come: its provider, then who runs the hub, and the firm is told as it is.
    told("order.due-soon", "order-due-soon", Provider, Act, Link::Order),
    told("order.due", "order-due", Provider, Act, Link::Order),
    told("order.overdue", "order-overdue", Provider, Act, Link::Order),
    told("order.overdue", "order-overdue-hub", Audience::Manager, Act, Link::Order),
    told("order.overdue", "order-overdue-firm", Firm, Progress, Link::Order),
    told("order.overdue-again", "order-overdue-again", Provider, Act, Link::Order),
    told("order.overdue-again", "order-overdue-again-hub", Audience::Manager, Act, Link::Order),
    // What is called off before the work was agreed, the firm and its hub learn from the need or the plan.
    told("order.cancelled", "order-cancelled", Provider, Results, Link::Order).when(When::CalledOff),
    told("order.cancelled", "order-not-chosen", Provider, Results, Link::Order).when(When::By("choice")),
    told("order.cancelled", "order-unanswered", Provider, Results, Link::Order).when(When::By("unanswered")),
    told("order.cancelled", "order-cancelled-firm", Firm, Results, Link::Order).when(When::AgreedNotBy("firm")),
    told("order.cancelled", "order-cancelled-hub", Audience::Hub, Group::Hub, Link::Order).when(When::AgreedNotBy("hub")),
    told("change.proposed", "plan-change-proposed", Waited, Act, Link::PlanChange),
    told("change.proposed", "plan-change-watched", Audience::Hub, Group::Hub, Link::PlanChange),
    told("change.effective", "plan-change-effective", Concerned, Results, Link::PlanChange),
    told("change.effective", "plan-change-done", Audience::Hub, Group::Hub, Link::PlanChange),
    told("change.refused", "plan-change-refused", Concerned, Results, Link::PlanChange),
    told("change.refused", "plan-change-stopped", Audience::Hub, Group::Hub, Link::PlanChange),
    told("change.withdrawn", "plan-change-withdrawn", Concerned, Results, Link::PlanChange),
    told("record.written", "record-written", Provider, Results, Link::Record),
    told("record.corrected", "record-corrected", Firm, Results, Link::Record),
    told("record.corrected", "record-corrected-provider", Provider, Results, Link::Record),
    told("service.proposed", "service-proposed", Audience::Hub, Act, Link::Catalogue),
    told("service.returned", "service-returned", Provider, Act, Link::OwnService),
    told("service.published", "service-published", Provider, Results, Link::OwnService),
    told("service.change-proposed", "change-proposed", Audience::Hub, Act, Link::Change),
    told("service.change-accepted", "change-accepted", Provider, Results, Link::OwnService),
    told("service.change-returned", "change-returned", Provider, Act, Link::OwnService),
    // Instruments and their bookings.
    told("instrument.asked", "instrument-asked", Audience::Hub, Act, Link::Offers),
    told("instrument.approved", "instrument-approved", Provider, Results, Link::OwnInstrument),
    told("instrument.declined", "instrument-declined", Provider, Act, Link::OwnInstrument),
    told("instrument.training-asked", "training-asked", Provider, Act, Link::OwnInstrument),
    told("instrument.trained", "instrument-trained", Audience::Mentioned, Results, Link::Instrument),
    told("booking.asked", "booking-asked", Provider, Act, Link::Booking),
    told("booking.made", "booking-made", Provider, Progress, Link::Booking),
    told("booking.made", "booking-made-firm", Firm, Progress, Link::Booking).when(When::By("hub")),
    told("booking.made", "booking-made-by-owner", Firm, Progress, Link::Booking).when(When::By("provider")),
    told("booking.offered", "booking-offered", Audience::Mentioned, Act, Link::Booking),
    told("booking.offer-missed", "booking-offer-missed", Audience::Mentioned, Results, Link::Booking),
    told("booking.approved", "booking-approved", Firm, Results, Link::Booking),
    told("booking.declined", "booking-declined", Firm, Act, Link::Booking),
    told("booking.moved", "booking-moved", Firm, Progress, Link::Booking).when(When::NotBy("firm")),
    told("booking.moved", "booking-moved-provider", Provider, Act, Link::Booking).when(When::NotBy("provider")),
    told("booking.cancelled", "booking-cancelled", Firm, Act, Link::Booking).when(When::NotBy("firm")),
    told("booking.cancelled", "booking-cancelled-provider", Provider, Progress, Link::Booking).when(When::NotBy("provider")),
    told("booking.used", "booking-used", Firm, Results, Link::Booking).when(When::NotBy("firm")),
    told("booking.used", "booking-used-provider", Provider, Act, Link::Booking).when(When::NotBy("provider")),
    told("booking.stated", "booking-stated", Firm, Results, Link::Booking),
    told("booking.missed", "booking-missed", Firm, Act, Link::Booking),
    told("booking.appealed", "booking-appealed", Provider, Act, Link::Booking),
    told("booking.appealed", "booking-appealed-hub", Audience::Hub, Act, Link::Booking),
    told("booking.appeal-granted", "booking-appeal-granted", Firm, Results, Link::Booking),
    told("booking.appeal-upheld", "booking-appeal-upheld", Firm, Results, Link::Booking),
    told("booking.handed", "booking-handed", Audience::Mentioned, Act, Link::Booking),
    // The yearly evaluation. Who looks at a hub is told to that expert alone.
    told("round.opened", "round-opened", Audience::Hub, Act, Link::RoundHub),
    told("round.returned", "round-returned", Audience::Hub, Act, Link::RoundHub),
    told("round.accepted", "round-accepted", Audience::Manager, Progress, Link::RoundHub),
    told("round.assigned", "round-assigned", Holder, Act, Link::Reviews),
    told("round.result-noticed", "round-noticed", Audience::Manager, Act, Link::RoundHub),
    told("round.objection-answered", "round-objection", Audience::Manager, Results, Link::RoundHub),
    told("round.result-published", "round-published", Audience::Hub, Results, Link::RoundHub),
    told("entry.reported", "entry-reported", Audience::Officials, Act, Link::Entry),
    told("entry.accepted", "entry-accepted", Audience::Hub, Results, Link::Entry),
    told("entry.returned", "entry-returned", Audience::Hub, Act, Link::Entry),
    told("expert.proposed", "expert-proposed", Audience::Hub, Act, Link::Expert),
    told("expert.published", "expert-published", Audience::Expert, Results, Link::Profile),
    told("expert.returned", "expert-returned", Audience::Expert, Act, Link::Profile),
    told("join.asked", "join-asked", Owners, Act, Link::Organization),
    told("join.decided", "join-accepted", Asker, Act, Link::Home).when(When::Accepted),
    told("join.decided", "join-refused", Asker, Act, Link::Home).when(When::Refused),
    // The holder's letter with the link is another: this one stays in the list.
    told("factor.reset", "factor-reset", Holder, Results, Link::Account),
    told("factor.reset", "factor-watched", Keepers, Act, Link::Organization),
    // A list goes on by itself after its page was left.
    told("import.refused", "import-refused", Starters, Act, Link::Import),
    told("import.written", "import-written", Starters, Results, Link::Import).when(When::Whole),
    told("import.written", "import-written-partly", Starters, Act, Link::Import).when(When::Partly),
    told("import.stopped", "import-stopped", Starters, Act, Link::Import),
    told("import.stopped", "import-stopped-kept", Keepers, Act, Link::Import),
    told("import.undone", "import-undone", Starters, Results, Link::Import),
];
