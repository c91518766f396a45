use wharf::http::Json;

#[wharf::http::service]
async fn double(Json(number): Json<u32>) -> Json<u32> {
    Json(number * 2)
}

fn main() {}
