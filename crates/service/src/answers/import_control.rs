//! What the next full import makes of what is done by hand (R38).

use rollbook_domain::Command;

use super::Note;

impl Note {
    /// The account is under import control. Told of what was done to it: a full import ends the
    /// effect of some commands and leaves that of others alone (R26, R28). `None` for its details.
    pub fn import_will_restore(done: Option<Command>) -> Note {
        let then = match done {
            Some(Command::Disable) => {
                "if its next full import still lists this person as allowed to log in, the \
                 account is enabled again; block the person there too"
            }
            Some(Command::Deactivate | Command::Delete) => {
                "if its next full import still lists this person, the account is reactivated; \
                 take the person out there too"
            }
            Some(Command::Enable | Command::Reactivate) => {
                "this lasts unless its next full import blocks this person or no longer lists them"
            }
            None => {
                "if its next full import states these details otherwise, they change again; \
                 change them there too"
            }
        };
        Note::of_import_control(format!(
            "this account comes from a student information system: {then}"
        ))
    }

    /// The same, once for the `many` accounts of a plan that are under import control.
    pub(crate) fn import_will_restore_some(done: Command, many: usize) -> Note {
        let (come, them, they) = match many {
            1 => (
                "one of these accounts comes",
                "this person",
                "the account is",
            ),
            _ => ("of these accounts come", "them", "they are"),
        };
        let then = match done {
            Command::Disable => format!(
                "if its next full import still lists {them} as allowed to log in, {they} enabled \
                 again; block {them} there too"
            ),
            Command::Deactivate | Command::Delete => format!(
                "if its next full import still lists {them}, {they} reactivated; take {them} out \
                 there too"
            ),
            Command::Enable | Command::Reactivate => format!(
                "this lasts unless its next full import blocks {them} or no longer lists them"
            ),
        };
        let number = if many == 1 {
            String::new()
        } else {
            format!("{many} ")
        };
        Note::of_import_control(format!(
            "{number}{come} from a student information system: {then}"
        ))
    }

    pub(crate) fn of_import_control(message: String) -> Note {
        Note {
            code: "import-will-restore".to_owned(),
            message,
        }
    }
}
