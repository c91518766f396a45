//! Cranes of a harbour, as JSON: an axum router, served as it is.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
struct Crane {
    name: String,
    tons: u32,
}

type Cranes = Arc<Mutex<Vec<Crane>>>;

#[wharf::http::service(tower)]
fn api() -> Router {
    Router::new()
        .route("/cranes", get(list).post(add))
        .route("/cranes/{name}", get(find).delete(remove))
        .with_state(Cranes::default())
}

async fn list(State(cranes): State<Cranes>) -> Json<Vec<Crane>> {
    Json(with(&cranes, |cranes| cranes.clone()))
}

async fn add(State(cranes): State<Cranes>, Json(crane): Json<Crane>) -> (StatusCode, Json<Crane>) {
    with(&cranes, |cranes| cranes.push(crane.clone()));
    (StatusCode::CREATED, Json(crane))
}

async fn find(State(cranes): State<Cranes>, Path(name): Path<String>) -> Result<Json<Crane>, StatusCode> {
    let found = with(&cranes, |cranes| cranes.iter().find(|crane| crane.name == name).cloned());
    found.map(Json).ok_or(StatusCode::NOT_FOUND)
}

async fn remove(State(cranes): State<Cranes>, Path(name): Path<String>) -> StatusCode {
    let removed = with(&cranes, |cranes| {
        let before = cranes.len();
        cranes.retain(|crane| crane.name != name);
        cranes.len() < before
    });
    if removed { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

fn with<T>(cranes: &Cranes, use_them: impl FnOnce(&mut Vec<Crane>) -> T) -> T {
    use_them(&mut cranes.lock().unwrap_or_else(PoisonError::into_inner))
}
