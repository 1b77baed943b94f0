//! What a deletion destroys, as people read it before they say yes (R41).

use rollbook_service::answers::{Deletion, Destroyed};

use super::account::label;
use super::text::{count, printable};

/// The warning in front of the question.
pub fn warning(deletion: &Deletion) -> String {
    let mut lines = vec![format!(
        "Delete {}, which is {} now, for good. Nothing brings it back. This is destroyed:",
        label(&deletion.account),
        deletion.account.status
    )];
    let facts = destroyed(&deletion.destroys);
    lines.extend(facts.into_iter().map(|fact| format!("  - {fact}")));
    lines.push(format!("Better: {}.", deletion.recommendation));
    lines.join("\n")
}

fn destroyed(destroys: &Destroyed) -> Vec<String> {
    let named = |what: &str, names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| printable(name)).collect();
        (!names.is_empty()).then(|| format!("{what} {}", names.join(", ")))
    };
    let number = |many: u64, what: &str| (many > 0).then(|| what.replace("{}", &many.to_string()));
    let classes = destroys.classes.iter().map(|class| {
        let name = printable(&class.group);
        Some(format!(
            "the class {name} that it owns, with {}",
            count(class.members, "member")
        ))
    });
    let facts = [
        named("the profile:", &destroys.columns),
        named("its place in the groups", &destroys.groups),
        named("its place in the classes", &destroys.in_classes),
        destroys
            .log_ins
            .then(|| "what is known of its log-ins".to_owned()),
        destroys
            .grades
            .then(|| "what is known of its grades".to_owned()),
        number(destroys.scheduled_steps, "its place in {} scheduled steps"),
        named("the tokens that act as it:", &destroys.tokens),
        number(destroys.plans, "{} plans that name it, which become void"),
        number(
            destroys.events,
            "who it was in {} events, which stay, anonymous",
        ),
    ];
    facts.into_iter().chain(classes).flatten().collect()
}
