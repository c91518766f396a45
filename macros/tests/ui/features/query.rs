use wharf::http::Query;

#[wharf::http::service]
async fn search(Query(terms): Query<Vec<(String, String)>>) -> String {
    format!("{terms:?}")
}

fn main() {}
