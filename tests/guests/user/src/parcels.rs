//! The same functions in each way that their parameters can own what they hold.

use crate::{Outcome, check};

const NUMBER: &str = "Quay 1, Hall, Row 2 with Some(\"heavy\") and [3, 4]";

mod owning {
    wharf::include_bindings!("owning");
}

pub(crate) async fn own() -> Outcome {
    use owning::test::features::parcels::{self, Address, Label, Parcel, Receipt};

    let to = Address { street: "Quay 1".to_owned(), lines: vec!["Hall".to_owned(), "Row 2".to_owned()] };
    let parcel = Parcel { to, notes: Some("heavy".to_owned()), sizes: vec![3, 4] };
    let labels = [Label::None, Label::Text("top".to_owned()), Label::Both(("side".to_owned(), 5))];
    let receipt = parcels::send(&parcel, &labels);
    check!(receipt.number, NUMBER);
    check!(format!("{:?}", receipt.labels), format!("{labels:?}"));
    check!(parcels::same(&receipt, &[receipt.clone(), receipt.clone()]), true);
    let other = Receipt { number: String::new(), labels: vec![] };
    check!(parcels::same(&receipt, &[other]), false);
    check!(parcels::again(receipt, "6".to_owned()).await.number, "6");
    Ok(())
}

mod borrowing {
    wharf::include_bindings!("borrowing");
}

pub(crate) async fn borrow() -> Outcome {
    use borrowing::test::features::parcels::{self, Address, Label, Parcel, Receipt};

    let lines = ["Hall", "Row 2"];
    let parcel = Parcel { to: Address { street: "Quay 1", lines: &lines }, notes: Some("heavy"), sizes: &[3, 4] };
    // These are in results too, and are declared once.
    let labels = [Label::None, Label::Text("top".to_owned()), Label::Both(("side".to_owned(), 5))];
    let receipt: Receipt = parcels::send(parcel, &[&labels[0], &labels[1], &labels[2]]);
    check!(receipt.number, NUMBER);
    check!(format!("{:?}", receipt.labels), format!("{labels:?}"));
    check!(parcels::same(&receipt, &[&receipt]), true);
    check!(parcels::again(receipt, "7".to_owned()).await.number, "7");
    Ok(())
}

mod duplicating {
    wharf::include_bindings!("duplicating");
}

pub(crate) async fn duplicate() -> Outcome {
    use duplicating::test::features::parcels::{self, Address, LabelParam, LabelResult, Parcel, ReceiptParam};

    let lines = ["Hall", "Row 2"];
    let parcel = Parcel { to: Address { street: "Quay 1", lines: &lines }, notes: Some("heavy"), sizes: &[3, 4] };
    let labels = [LabelParam::None, LabelParam::Text("top"), LabelParam::Both(("side", 5))];
    let receipt = parcels::send(parcel, &labels);
    check!(receipt.number, NUMBER);
    let [LabelResult::None, LabelResult::Text(text), LabelResult::Both((name, number))] = &receipt.labels[..] else {
        return Err(format!("{:?}", receipt.labels));
    };
    check!((text.as_str(), name.as_str(), *number), ("top", "side", 5));
    let lent = ReceiptParam { number: &receipt.number, labels: &labels };
    check!(parcels::same(lent.clone(), &[lent]), true);
    check!(parcels::same(ReceiptParam { number: "", labels: &[] }, &[]), true);
    check!(parcels::again(receipt, "8".to_owned()).await.number, "8");
    Ok(())
}
