use wharf::http::Response;

#[wharf::http::service]
async fn hello() -> Response
where
    u8: Copy,
{
    Response::default()
}

fn main() {}
