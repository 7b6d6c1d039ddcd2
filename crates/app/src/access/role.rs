//! What a membership makes of a person, and what each role may give to others.

/// What a membership makes of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Answers for a firm: admits members.
    FirmOwner,
    /// Acts for a firm.
    FirmMember,
    /// Answers for a provider.
    ProviderOwner,
    /// Acts for a provider.
    ProviderMember,
    /// Runs a hub.
    HubManager,
    /// Works at its window.
    HubClerk,
    /// A bureau's official: sees the hubs of its division.
    Official,
    /// Solves problems, reviews.
    Expert,
    /// Reads everything, changes nothing.
    Auditor,
    /// Installs it and admits the first people.
    Administrator,
}

use Role::*;

impl Role {
    /// Every role, in the order above.
    pub const ALL: [Role; 10] = [
        FirmOwner,
        FirmMember,
        ProviderOwner,
        ProviderMember,
        HubManager,
        HubClerk,
        Official,
        Expert,
        Auditor,
        Administrator,
    ];

    /// As stored, and as the end of its message key `role-…`.
    pub fn code(self) -> &'static str {
        match self {
            FirmOwner => "firm-owner",
            FirmMember => "firm-member",
            ProviderOwner => "provider-owner",
            ProviderMember => "provider-member",
            HubManager => "hub-manager",
            HubClerk => "hub-clerk",
            Official => "official",
            Expert => "expert",
            Auditor => "auditor",
            Administrator => "administrator",
        }
    }

    /// The role stored as `code`.
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Roles that need a second factor at sign-in: they see or change other organizations' records.
    pub fn needs_second_factor(self) -> bool {
        matches!(self, HubManager | HubClerk | Official | Auditor | Administrator)
    }

    /// Works with the lists of many: a hub's people, officials, auditors, administrators.
    pub fn is_staff(self) -> bool {
        self.needs_second_factor()
    }

    /// Acts for an organization that receives services.
    pub fn is_firm(self) -> bool {
        matches!(self, FirmOwner | FirmMember)
    }

    /// Acts for an organization that gives services.
    pub fn is_provider(self) -> bool {
        matches!(self, ProviderOwner | ProviderMember)
    }

    /// Works for a hub.
    pub fn is_hub(self) -> bool {
        matches!(self, HubManager | HubClerk)
    }

    /// The roles one may give to others: nobody grants more than they have.
    pub fn grants(self) -> &'static [Role] {
        match self {
            FirmOwner => &[FirmOwner, FirmMember],
            ProviderOwner => &[ProviderOwner, ProviderMember],
            HubManager => &[HubManager, HubClerk, Expert],
            Administrator => &[Administrator, Auditor, Official, HubManager],
            _ => &[],
        }
    }

    /// The roles whose lost second factor one may reset: a hub's manager helps its clerks, an administrator everybody who
    /// needs one, other administrators too, since nobody stands above them.
    pub fn resets(self) -> &'static [Role] {
        match self {
            HubManager => &[HubClerk],
            Administrator => &[Administrator, Auditor, Official, HubManager, HubClerk],
            _ => &[],
        }
    }
}
