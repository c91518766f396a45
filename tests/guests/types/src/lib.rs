//! Passes values on: each exported function calls the imported one of the same name.

wharf::generate!({ path: "wit", world: "types" });

use exports::test::types::{echo, echo_later};
use test::types::shapes::{Color, Failure, Permissions, Person, Point, Shape, Wide};

struct Relay;

#[wharf::export]
impl echo::Guest for Relay {
    fn bools(value: bool) -> bool {
        test::types::echo::bools(value)
    }
    fn bytes(value: u8) -> u8 {
        test::types::echo::bytes(value)
    }
    fn shorts(value: i16) -> i16 {
        test::types::echo::shorts(value)
    }
    fn words(value: u32) -> u32 {
        test::types::echo::words(value)
    }
    fn longs(value: i64) -> i64 {
        test::types::echo::longs(value)
    }
    fn singles(value: f32) -> f32 {
        test::types::echo::singles(value)
    }
    fn doubles(value: f64) -> f64 {
        test::types::echo::doubles(value)
    }
    fn chars(value: char) -> char {
        test::types::echo::chars(value)
    }
    fn strings(value: String) -> String {
        test::types::echo::strings(&value)
    }
    fn points(value: Point) -> Point {
        test::types::echo::points(value)
    }
    fn named(value: Person) -> Person {
        test::types::echo::named(&value)
    }
    fn shapes(value: Shape) -> Shape {
        test::types::echo::shapes(&value)
    }
    fn colors(value: Color) -> Color {
        test::types::echo::colors(value)
    }
    fn rights(value: Permissions) -> Permissions {
        test::types::echo::rights(value)
    }
    fn maybe_words(value: Option<u32>) -> Option<u32> {
        test::types::echo::maybe_words(value)
    }
    fn maybe_names(value: Option<String>) -> Option<String> {
        test::types::echo::maybe_names(value.as_deref())
    }
    fn outcomes(value: Result<String, Failure>) -> Result<String, Failure> {
        test::types::echo::outcomes(value.as_ref().map(String::as_str))
    }
    fn bare_results(value: Result<(), ()>) -> Result<(), ()> {
        test::types::echo::bare_results(value)
    }
    fn pairs(value: (u8, String, f64)) -> (u8, String, f64) {
        test::types::echo::pairs((value.0, &value.1, value.2))
    }
    fn byte_lists(value: Vec<u8>) -> Vec<u8> {
        test::types::echo::byte_lists(&value)
    }
    fn point_lists(value: Vec<Point>) -> Vec<Point> {
        test::types::echo::point_lists(&value)
    }
    fn person_lists(value: Vec<Person>) -> Vec<Person> {
        test::types::echo::person_lists(&value)
    }
    fn nested_lists(value: Vec<Vec<String>>) -> Vec<Vec<String>> {
        test::types::echo::nested_lists(&value)
    }
    fn broad(value: Wide) -> Wide {
        test::types::echo::broad(value)
    }
    fn many(
        p0: f32,
        p1: u32,
        p2: f32,
        p3: u32,
        p4: String,
        p5: u32,
        p6: f32,
        p7: u32,
        p8: f32,
        p9: String,
        p10: f32,
        p11: u32,
        p12: f32,
        p13: u32,
        p14: String,
        p15: u32,
    ) -> (u32, String) {
        test::types::echo::many(p0, p1, p2, p3, &p4, p5, p6, p7, p8, &p9, p10, p11, p12, p13, &p14, p15)
    }
}

#[wharf::export]
impl echo_later::Guest for Relay {
    async fn bools(value: bool) -> bool {
        test::types::echo_later::bools(value).await
    }
    async fn bytes(value: u8) -> u8 {
        test::types::echo_later::bytes(value).await
    }
    async fn shorts(value: i16) -> i16 {
        test::types::echo_later::shorts(value).await
    }
    async fn words(value: u32) -> u32 {
        test::types::echo_later::words(value).await
    }
    async fn longs(value: i64) -> i64 {
        test::types::echo_later::longs(value).await
    }
    async fn singles(value: f32) -> f32 {
        test::types::echo_later::singles(value).await
    }
    async fn doubles(value: f64) -> f64 {
        test::types::echo_later::doubles(value).await
    }
    async fn chars(value: char) -> char {
        test::types::echo_later::chars(value).await
    }
    async fn strings(value: String) -> String {
        test::types::echo_later::strings(value).await
    }
    async fn points(value: Point) -> Point {
        test::types::echo_later::points(value).await
    }
    async fn named(value: Person) -> Person {
        test::types::echo_later::named(value).await
    }
    async fn shapes(value: Shape) -> Shape {
        test::types::echo_later::shapes(value).await
    }
    async fn colors(value: Color) -> Color {
        test::types::echo_later::colors(value).await
    }
    async fn rights(value: Permissions) -> Permissions {
        test::types::echo_later::rights(value).await
    }
    async fn maybe_words(value: Option<u32>) -> Option<u32> {
        test::types::echo_later::maybe_words(value).await
    }
    async fn maybe_names(value: Option<String>) -> Option<String> {
        test::types::echo_later::maybe_names(value).await
    }
    async fn outcomes(value: Result<String, Failure>) -> Result<String, Failure> {
        test::types::echo_later::outcomes(value).await
    }
    async fn bare_results(value: Result<(), ()>) -> Result<(), ()> {
        test::types::echo_later::bare_results(value).await
    }
    async fn pairs(value: (u8, String, f64)) -> (u8, String, f64) {
        test::types::echo_later::pairs(value).await
    }
    async fn byte_lists(value: Vec<u8>) -> Vec<u8> {
        test::types::echo_later::byte_lists(value).await
    }
    async fn point_lists(value: Vec<Point>) -> Vec<Point> {
        test::types::echo_later::point_lists(value).await
    }
    async fn person_lists(value: Vec<Person>) -> Vec<Person> {
        test::types::echo_later::person_lists(value).await
    }
    async fn nested_lists(value: Vec<Vec<String>>) -> Vec<Vec<String>> {
        test::types::echo_later::nested_lists(value).await
    }
    async fn broad(value: Wide) -> Wide {
        test::types::echo_later::broad(value).await
    }
    async fn many(
        p0: f32,
        p1: u32,
        p2: f32,
        p3: u32,
        p4: String,
        p5: u32,
        p6: f32,
        p7: u32,
        p8: f32,
        p9: String,
        p10: f32,
        p11: u32,
        p12: f32,
        p13: u32,
        p14: String,
        p15: u32,
    ) -> (u32, String) {
        test::types::echo_later::many(p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15).await
    }
}
