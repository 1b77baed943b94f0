//! Classes and institutions are put back too, where nothing else concerns them since (R34, R39, R52).

use crate::packages::{WAYS, district};
use crate::reversals::last_batch;
use crate::taking_back::{batch, told};
use rollbook_service::Aim;

const CLASSES: &str = "import_id,name,teacher_id,organization_id\r\n";
const ROSTER: &str = "class_id,user_id,role\r\n";

#[test]
fn r34_r52_a_class_that_was_added_ends_with_everybody_in_it() {
    let way = WAYS[2];
    let district = district(way);
    let classes = CLASSES.to_owned() + "c1,Biology,active,N\r\n";
    let roster = ROSTER.to_owned() + "c1,stub,S\r\n";
    let files = [
        ("update_classes.csv", classes.as_str()),
        ("update_roster.csv", roster.as_str()),
    ];
    way.take(&district, &files);
    let added = batch(&last_batch(&district));
    assert_eq!(district.account("sis_id:stub").groups, Vec::<String>::new());
    let reversed = district.back(&added);
    assert_eq!(
        told(&reversed.plan),
        [
            ("Biology", "class", "reversed", ""),
            ("stub@school.example", "group:Biology", "reversed", ""),
        ]
    );
    assert_eq!(reversed.plan.plan.effects.remove_class, 1);
    assert!(groups(&district).is_empty());
    // What has ended does not come back, and says so.
    let back = district.back(&batch(&reversed.batch_id.expect("a batch")));
    assert_eq!(told(&back.plan)[0].3, "class-ended");
    // The file does it.
    way.take(&district, &files);
    assert_eq!(groups(&district), ["Biology"]);
}

#[test]
fn r34_r52_a_class_with_somebody_else_in_it_stays() {
    let way = WAYS[2];
    let district = district(way);
    let classes = CLASSES.to_owned() + "c1,Biology,active,N\r\n";
    way.take(&district, &[("update_classes.csv", classes.as_str())]);
    let added = batch(&last_batch(&district));
    let roster = ROSTER.to_owned() + "c1,stub,S\r\n";
    way.take(&district, &[("update_roster.csv", roster.as_str())]);
    let joined = batch(&last_batch(&district));
    assert_eq!(told(&district.back(&added).plan)[0].3, "class-in-use");
    district.back(&joined);
    assert_eq!(told(&district.back(&added).plan)[0].2, "reversed");
}

#[test]
fn r34_r52_details_and_owner_of_a_class_are_put_back_and_given_again() {
    let way = WAYS[2];
    let district = district(way);
    let state = |row: &str| {
        let classes = CLASSES.to_owned() + row;
        way.take(&district, &[("update_classes.csv", classes.as_str())]);
        batch(&last_batch(&district))
    };
    state("c1,Biology,active,N\r\n");
    let changed = state("c1,Chemistry,stub,S\r\n");
    district.back(&changed);
    assert_eq!(groups(&district), ["Biology"]);
    assert_eq!(district.account("sis_id:stub").with_data, Some(false));
    district.go(Aim::Again, &changed, &Default::default());
    assert_eq!(groups(&district), ["Chemistry"]);
    assert_eq!(district.account("sis_id:stub").with_data, Some(true));
    district.position();
    let later = state("c1,Physics,stub,S\r\n");
    let kept = district.back(&changed);
    assert_eq!(
        kept.plan.outcomes[0].because.as_deref(),
        Some("amy changed it since")
    );
    assert_eq!(told(&kept.plan)[0].2, "kept");
    district.back(&later);
    assert_eq!(groups(&district), ["Chemistry"]);
}

#[test]
fn r34_r52_whoever_left_a_class_comes_back_as_what_it_was() {
    let way = WAYS[2];
    let district = district(way);
    let classes = CLASSES.to_owned() + "c1,Biology,active,N\r\n";
    let roster = ROSTER.to_owned() + "c1,stub,T\r\n";
    let files = [
        ("update_classes.csv", classes.as_str()),
        ("update_roster.csv", roster.as_str()),
    ];
    way.take(&district, &files);
    let as_student = ROSTER.to_owned() + "c1,stub,S\r\n";
    way.take(&district, &[("update_roster.csv", as_student.as_str())]);
    let changed = batch(&last_batch(&district));
    let reversed = district.back(&changed);
    assert_eq!(
        reversed.plan.plan.changes[0].effects,
        ["GroupLeft", "GroupJoined"]
    );
    // The roster from before finds all in place.
    let plan = way.plan(&district, &[("update_roster.csv", roster.as_str())]);
    assert_eq!(plan.effects.join_group, 0);
}

#[test]
fn r39_r52_an_institutions_name_is_put_back() {
    let way = WAYS[3];
    let district = district(way);
    let update = "import_id,name,parent_org_id\r\nN,North Academy,\r\nE,East,N\r\n";
    way.take(&district, &[("update_organizations.csv", update)]);
    let changed = batch(&last_batch(&district));
    let reversed = district.back(&changed);
    let told = told(&reversed.plan);
    assert_eq!(told[0].3, "institution-stays");
    assert_eq!(told[1].2, "reversed");
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let institutions = reader.institutions().expect("a list").institutions;
    let north = institutions
        .iter()
        .find(|one| one.import_id.as_deref() == Some("N"));
    let north = north.expect("still there");
    assert_eq!(north.name, "North High");
    assert!(north.parent.is_some());
}

fn groups(district: &crate::district::District) -> Vec<String> {
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let groups = reader.groups(None).expect("a list").groups;
    groups.into_iter().map(|group| group.name).collect()
}
