//! What is lent by parameters elsewhere.

use crate::Features;
use crate::exports::test::features::parcels::{Guest, Label, Parcel, Receipt};

#[wharf::export]
impl Guest for Features {
    fn send(parcel: Parcel, labels: Vec<Label>) -> Receipt {
        let number = format!(
            "{}, {} with {:?} and {:?}",
            parcel.to.street,
            parcel.to.lines.join(", "),
            parcel.notes,
            parcel.sizes
        );
        Receipt { number, labels }
    }

    fn same(receipt: Receipt, receipts: Vec<Receipt>) -> bool {
        receipts.iter().all(|other| format!("{other:?}") == format!("{receipt:?}"))
    }

    async fn again(receipt: Receipt, number: String) -> Receipt {
        wharf::task::yield_now().await;
        Receipt { number, ..receipt }
    }
}
