use super::*;

fn net(text: &str) -> f32 {
    let mut words = Words::of(text);
    let language = crate::language::detect_words(&words).language;
    words.adapt(language);
    let mut clauses = Clauses::default();
    clauses.read(&words);
    let (good, bad) = clauses.total();
    polarity(good, bad)
}

#[test]
fn good_and_bad_are_told_apart() {
    for good in [
        "غذا خوب بود",
        "عالیه",
        "عاااالی",
        "خیلی خوش مزه بود",
        "خوشمزه‌ترین پیتزا",
        "حرف نداشت",
        "بد نبود",
        "مشکلی نداشت",
        "دستتون درد نکنه",
        "The food was great",
        "not bad",
        "no problem at all",
        "LOVED IT",
        "khoob bood",
        "kheyli khoshmaze bood",
        "harf nadasht",
        "👍",
        "مرسی ❤",
        ":)",
        "بدون هیچ مشکل",
        "it was not bad at all",
    ] {
        assert!(net(good) > 0.05, "{good}: {}", net(good));
    }
    for bad in [
        "بد بود",
        "خوب نبود",
        "اصلا خوب نبود",
        "خیلی سرد بود",
        "به درد نخور",
        "بدرد نخوره",
        "راضی نبودم",
        "افتضاحه",
        "پیشنهاد نمی‌کنم",
        "پیشنهاد نمیکنم",
        "not good",
        "wasn't good",
        "The worst food",
        "never again",
        "kheili bad",
        "khoob nabood",
        "eftezah bood",
        "bi adab",
        "😡",
        ":(",
        "کیفیت نداشت",
        "تمیز نیست",
    ] {
        assert!(net(bad) < -0.05, "{bad}: {}", net(bad));
    }
    for neither in ["سفارش ثبت شد", "the order", "", "۱۲۳"] {
        assert_eq!(net(neither), 0.0, "{neither}");
    }
}

#[test]
fn strength_and_contrast_weigh() {
    assert!(net("خیلی خوب بود") > net("خوب بود"));
    assert!(net("کمی سرد بود") > net("سرد بود"));
    assert!(net("GOOD food") > net("good food"));
    assert!(net("sooo good") >= net("good"));
    assert!(net("غذا خوب بود ولی سرد بود") < net("غذا سرد بود ولی خوب بود"));
    assert!(net("good but late") < net("late but good"));
}

#[test]
fn negation_stays_in_its_statement() {
    assert!(net("غذا خوب بود بد نبود") > 0.3);
    assert!(net("سرد نبود، خوب بود") > 0.3);
    assert!(net("not the best. great staff") > -0.3);
}
