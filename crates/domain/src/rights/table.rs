//! The table of rights.

use super::{Reach, Right, Role};

/// How far a role reaches with a right. An administrator reaches everything.
#[must_use]
#[rustfmt::skip]
pub fn reach(role: Role, right: Right) -> Reach {
    use Reach::{Everything as All, Nothing as No, Own, Units};
    use Right::*;
    let [experience_manager, unit_manager, agent, analyst, viewer] = match right {
        //                      exp.   unit   agent  ana-   viewer
        //                      mgr.   mgr.          lyst
        KeepAccount         => [Own,   Own,   Own,   Own,   Own  ],

        ReadResults         => [All,   All,   All,   All,   All  ],
        ShareResults        => [All,   No,    No,    All,   No   ],
        ReadWords           => [All,   All,   All,   All,   All  ],
        EditWords           => [All,   No,    No,    All,   No   ],
        ReadFeedback        => [All,   Units, Units, All,   All  ],
        AnswerFeedback      => [All,   Units, Units, No,    No   ],

        ReadSurveys         => [All,   All,   All,   All,   All  ],
        BuildSurveys        => [All,   No,    No,    All,   No   ],
        PublishSurveys      => [All,   No,    No,    No,    No   ],
        TakeAnswers         => [All,   All,   All,   No,    No   ],
        ReadContacts        => [All,   All,   No,    All,   No   ],
        ManageInvitations   => [All,   No,    No,    No,    No   ],
        ManageContactPolicy => [All,   No,    No,    No,    No   ],

        ReadCustomers       => [All,   Units, Units, All,   No   ],
        ReadPersonalData    => [All,   Units, Units, No,    No   ],
        Export              => [All,   Units, No,    All,   No   ],

        ReadCaseReplies     => [All,   Units, Units, All,   All  ],
        ReadCases           => [All,   Units, Units, All,   No   ],
        TakeDownCases       => [All,   All,   All,   No,    No   ],
        WorkCases           => [All,   Units, Units, No,    No   ],
        AssignCases         => [All,   Units, Own,   No,    No   ],
        CloseCases          => [All,   Units, Own,   No,    No   ],
        EditCannedAnswers   => [All,   Units, No,    No,    No   ],
        ReadRouting         => [All,   All,   No,    All,   No   ],
        ManageRouting       => [All,   No,    No,    No,    No   ],
        ReadClocks          => [All,   All,   All,   All,   No   ],
        ManageClocks        => [All,   No,    No,    No,    No   ],
        ManageAlerts        => [All,   No,    No,    No,    No   ],

        ReadCauses          => [All,   All,   All,   All,   All  ],
        EditCauses          => [All,   No,    No,    No,    No   ],
        ManageActions       => [All,   Units, No,    No,    No   ],
        ReadReports         => [All,   Units, No,    All,   All  ],
        ReadQuietRisk       => [All,   Units, No,    All,   No   ],
        ReadEmployeeFigures => [All,   Units, Own,   No,    No   ],
        WriteCoachingNotes  => [All,   Units, No,    No,    No   ],

        ReadUnits           => [All,   All,   All,   All,   All  ],
        ManageUnits         => [All,   No,    No,    No,    No   ],
        ReadPeople          => [All,   Units, No,    No,    No   ],
        ManageTeams         => [All,   Units, No,    No,    No   ],
        ManagePeople        => [No,    No,    No,    No,    No   ],
        ReadSources         => [All,   No,    No,    All,   No   ],
        ManageSources       => [No,    No,    No,    No,    No   ],
        ImportFiles         => [All,   No,    No,    No,    No   ],
        ManageTouchpoints   => [All,   No,    No,    No,    No   ],
        ManageSettings      => [All,   No,    No,    No,    No   ],
        ReadAudit           => [No,    No,    No,    No,    No   ],
    };
    match role {
        Role::Administrator     => All,
        Role::ExperienceManager => experience_manager,
        Role::UnitManager       => unit_manager,
        Role::Agent             => agent,
        Role::Analyst           => analyst,
        Role::Viewer            => viewer,
    }
}
