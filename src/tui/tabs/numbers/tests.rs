use crate::tui::harness::Harness;

#[tokio::test]
async fn too_little_is_said_to_be_too_little() {
    let mut screen = Harness::filled((120, 36)).await;
    screen.press("7").await;
    let picture = screen.picture();
    assert!(picture.contains("IS THE SCORE ANY GOOD?"), "{picture}");
    assert!(picture.contains("Too little has happened"), "{picture}");
    insta::assert_snapshot!("numbers-120x36", picture);
    screen.resize(80, 24).await;
    insta::assert_snapshot!("numbers-80x24", screen.picture());
    screen.resize(200, 60).await;
    insta::assert_snapshot!("numbers-200x60", screen.picture());
}

#[test]
fn all_of_them_are_more_than_ninety_nine_in_a_hundred() {
    let told = [0, 49, 2_800, 9_949, 9_950, 10_000].map(super::of_one);
    assert_eq!(told, [".00", ".00", ".28", ".99", "1.00", "1.00"]);
}

#[tokio::test]
async fn a_band_opens_its_people() {
    let mut screen = Harness::filled((120, 36)).await;
    screen.press("7 j enter").await;
    let picture = screen.picture();
    assert!(picture.contains("score:60..79 sort:-score"), "{picture}");
}
