//! Institutions that change and that are removed (R39).

mod support;

use rollbook_book::Opened;
use rollbook_domain::InstitutionId;
use rollbook_records::{Body, InstitutionChanged, Sealed};
use support::{NORTH, SOUTH, Stage};

fn by_import_id(stage: &Stage, import_id: &str) -> Option<InstitutionId> {
    let hash = stage.blinding.institution_import_id(import_id);
    let found = stage.read(|reads| reads.institution_by_import_id(&hash));
    found.map(|institution| institution.id)
}

#[test]
fn r39_an_institution_changes_name_external_id_and_parent() {
    let mut stage = Stage::set();
    let third = InstitutionId(3);
    stage.add_institution(third, "Third", Some("ORG-3"));
    assert_eq!(by_import_id(&stage, "ORG-3"), Some(third));
    let sealed = Sealed::from_bytes(&[5; 40]);
    let change = Body::InstitutionChanged(InstitutionChanged {
        name: sealed.clone(),
        import_id: Some(sealed.clone()),
        parent: Some(NORTH.0),
    });
    let opened = Opened::Institution {
        name: "Third High",
        import_id: Some("ORG-33"),
    };
    stage
        .record(None, Some(third), change, opened)
        .expect("changed");
    assert_eq!(by_import_id(&stage, "ORG-3"), None);
    assert_eq!(by_import_id(&stage, "ORG-33"), Some(third));
    let row = stage.read(|reads| reads.institution(third)).expect("there");
    assert_eq!((row.parent, row.name), (Some(NORTH), sealed));
    let named = |name| {
        let hash = stage.blinding.name(name);
        stage.read(|reads| reads.institutions_named(&hash))
    };
    assert_eq!(named("Third"), []);
    assert_eq!(named("third high"), [third]);
}

#[test]
fn r39_a_removed_institution_frees_its_external_id_and_never_its_number() {
    let mut stage = Stage::set();
    let third = InstitutionId(3);
    stage.add_institution(third, "Third", Some("ORG-3"));
    for id in [NORTH, third] {
        stage
            .record(None, Some(id), Body::InstitutionRemoved, Opened::Nothing)
            .expect("removed");
    }
    assert_eq!(by_import_id(&stage, "ORG-3"), None);
    let (all, first, last) = stage.read(|reads| {
        let all = reads.institutions()?;
        Ok((all, reads.first_institution()?, reads.last_institution()?))
    });
    assert_eq!(all.iter().map(|row| row.id).collect::<Vec<_>>(), [SOUTH]);
    assert_eq!((first, last), (Some(SOUTH), Some(third)));
    assert!(stage.read(|reads| reads.institution(third)).is_none());
    assert!(stage.read(|reads| reads.is_institution_taken(third)));
    let hash = stage.blinding.name("North");
    assert_eq!(stage.read(|reads| reads.institutions_named(&hash)), []);
    stage.add_institution(InstitutionId(4), "Fourth", Some("ORG-3"));
    assert_eq!(by_import_id(&stage, "ORG-3"), Some(InstitutionId(4)));
}
