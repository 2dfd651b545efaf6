//! What belongs together, so that a plant in one part of it may show in another.

use crate::ledger::LedgerId;

/// The record that others belong to: a household with its members and all that is theirs, a project, an office.
pub type Unit = (LedgerId, usize);

/// Ledgers whose records many households or projects share: who belongs to one does not belong together.
pub const SHARED: [&str; 13] = [
    "admin_division",
    "org",
    "helper",
    "welfare_post",
    "training_class",
    "workshop",
    "coop",
    "cp_cabinet",
    "cp_catalog",
    "cp_supplier",
    "rect_problem",
    "rect_meeting",
    "report_doc",
];
