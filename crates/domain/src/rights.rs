//! Who may do what to what: one table, [`reach`].
//!
//! A [`Right`] is a verb on a thing; a [`Role`] reaches with it everything, the units somebody belongs to, what
//! is their own, or nothing. A [`Scope`] is that reach for one person, with the units by name. Every route names
//! the right it needs, and every use case that lists takes the scope.

mod role;
mod scope;
mod table;
#[cfg(test)]
mod tests;

pub use role::Role;
pub use scope::Scope;
pub use table::reach;

/// How far a right goes; each is more than those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// What is one's own: the own account, cases one owns, figures about oneself.
    Own,
    /// What belongs to the units one is in, and to all below them.
    Units,
    /// The whole company.
    Everything,
}

impl Reach {
    /// The name in the API and the locales (`reach-` and this name).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Own => "own",
            Self::Units => "units",
            Self::Everything => "everything",
        }
    }
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident $kind:ident $text:literal),+ $(,)?) => {
        /// To do something to something.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Right {
            $($(#[$doc])* $name),+
        }

        impl Right {
            /// Every right.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name in the API and the locales (`right-` and this name).
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The right of that name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }

            /// Whether it changes something of the company's; the own account is not.
            #[must_use]
            pub fn changes(self) -> bool {
                match self { $(Self::$name => rights!(@changes $kind)),+ }
            }
        }
    };
    (@changes changes) => { true };
    (@changes reads) => { false };
}

rights! {
    /// Look after one's own account: sign out, language, presence, own alerts and views.
    KeepAccount reads "keep_account",

    /// Read figures without names: pulse, scores, results of surveys.
    ReadResults reads "read_results",
    /// Share figures by a read-only link.
    ShareResults changes "share_results",
    /// Read words and themes.
    ReadWords reads "read_words",
    /// Edit themes, and correct what was understood of a comment.
    EditWords changes "edit_words",
    /// Read what customers said, one by one.
    ReadFeedback reads "read_feedback",
    /// Triage feedback, assign it, answer it.
    AnswerFeedback changes "answer_feedback",

    /// Read surveys.
    ReadSurveys reads "read_surveys",
    /// Make surveys and change their drafts.
    BuildSurveys changes "build_surveys",
    /// Publish, close and archive surveys.
    PublishSurveys changes "publish_surveys",
    /// Take answers down for a customer: on the phone, at a kiosk.
    TakeAnswers changes "take_answers",
    /// Read invitations, the contact policy and the book of contacts.
    ReadContacts reads "read_contacts",
    /// Choose who is invited and when, and send.
    ManageInvitations changes "manage_invitations",
    /// Change how often and when customers may be contacted.
    ManageContactPolicy changes "manage_contact_policy",

    /// Read customers and their stories.
    ReadCustomers reads "read_customers",
    /// Read names, addresses, numbers and traits of customers unmasked.
    ReadPersonalData reads "read_personal_data",
    /// Take lists out of the program as files.
    Export reads "export",

    /// Read the part of a case that its customer sees.
    ReadCaseReplies reads "read_case_replies",
    /// Read cases whole, internal notes too.
    ReadCases reads "read_cases",
    /// Take a case down.
    TakeDownCases changes "take_down_cases",
    /// Work on a case: assess, note, answer, do tasks.
    WorkCases changes "work_cases",
    /// Give a case to somebody.
    AssignCases changes "assign_cases",
    /// Close and reopen a case.
    CloseCases changes "close_cases",
    /// Edit canned answers.
    EditCannedAnswers changes "edit_canned_answers",
    /// Read rules that route cases.
    ReadRouting reads "read_routing",
    /// Change rules that route cases.
    ManageRouting changes "manage_routing",
    /// Read clocks and calendars.
    ReadClocks reads "read_clocks",
    /// Change clocks and calendars.
    ManageClocks changes "manage_clocks",
    /// Change who is alerted of what, by which channel; webhooks and their deliveries.
    ManageAlerts changes "manage_alerts",

    /// Read causes, problems and the actions against them.
    ReadCauses reads "read_causes",
    /// Edit the tree of causes.
    EditCauses changes "edit_causes",
    /// Make and change corrective and preventive actions.
    ManageActions changes "manage_actions",
    /// Read reports of units and complaints.
    ReadReports reads "read_reports",
    /// Read who is about to leave in silence.
    ReadQuietRisk reads "read_quiet_risk",
    /// Read figures about employees.
    ReadEmployeeFigures reads "read_employee_figures",
    /// Write coaching notes.
    WriteCoachingNotes changes "write_coaching_notes",

    /// Read units and their managers.
    ReadUnits reads "read_units",
    /// Add, move and archive units, name their managers.
    ManageUnits changes "manage_units",
    /// Read who works in units.
    ReadPeople reads "read_people",
    /// Change skills and presence of people.
    ManageTeams changes "manage_teams",
    /// Invite people, give them roles and units, bar them.
    ManagePeople changes "manage_people",
    /// Read sources and what was left out of what they sent.
    ReadSources reads "read_sources",
    /// Add and retire sources, make their keys.
    ManageSources changes "manage_sources",
    /// Import files.
    ImportFiles changes "import_files",
    /// Change touchpoints.
    ManageTouchpoints changes "manage_touchpoints",
    /// Change the company's settings.
    ManageSettings changes "manage_settings",
    /// Read the audit log.
    ReadAudit reads "read_audit",
}
