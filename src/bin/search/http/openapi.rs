//! What can be asked and what is answered, as OpenAPI 3.1 has it, from the types.

use std::sync::OnceLock;

use axum::response::Response;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use section_search::{Hits, IndexStatus, Outline, Report, Suggestions};
use serde_json::{Map, Value, json};

use crate::http::answers::{
    Health, OutlineAsked, PassagesAsked, StatusAsked, SuggestAsked, UpdateAsked,
};
use crate::http::asked::Asked;
use crate::http::entity::json_text;
use crate::http::problem::{MEDIA_TYPE, Problem};
use crate::render::Passages;

/// Where the document keeps the types.
const SCHEMAS: &str = "/components/schemas";

/// Tells what can be asked.
pub(super) async fn get() -> Response {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    json_text(DOCUMENT.get_or_init(|| format!("{}\n", document())).clone())
}

/// The types that are asked with, and those that are answered with.
struct Types {
    asked: SchemaGenerator,
    told: SchemaGenerator,
}

fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = SCHEMAS.into();
        settings.meta_schema = None;
    });
    let mut types = Types {
        asked: settings.clone().into_generator(),
        told: settings.for_serialize().into_generator(),
    };
    let paths = paths(&mut types);
    let problem = types.told.subschema_for::<Problem>();
    let mut schemas = types.asked.take_definitions(true);
    schemas.extend(types.told.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "search",
            "summary": "Full-text search over a folder of documents, by section.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": env!("CARGO_PKG_LICENSE") },
        },
        "security": [{}, { "bearer": [] }, { "basic": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": { "Problem": {
                "description": "What went wrong (RFC 9457).",
                "content": { MEDIA_TYPE: { "schema": problem } },
            } },
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "description": "The token, where the server asks for it." },
                "basic": { "type": "http", "scheme": "basic", "description": "Any name, and the token as the password." },
            },
        },
    })
}

fn paths(types: &mut Types) -> Value {
    let id = json!({
        "name": "id", "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 },
        "description": "An id, `path`, `path#anchor` or `path:from-to`, percent-encoded.",
    });
    json!({
        "/search": {
            "get": types.read::<Asked, Hits>("search", "Answers a query with ranked passages.", &[]),
            "post": types.change::<Asked, Hits>("searchByBody", "Answers a query with ranked passages; takes longer queries."),
        },
        "/passages/{id}": {
            "get": types.read::<PassagesAsked, Passages<'_>>("passages", "Tells a passage, section or document, or lines.", &[id]),
        },
        "/outline": {
            "get": types.read::<OutlineAsked, Outline>("outline", "Tells the headings of a document, or the documents.", &[]),
        },
        "/status": {
            "get": types.read::<StatusAsked, IndexStatus>("status", "Tells what is indexed and how fresh it is.", &[]),
        },
        "/suggest": {
            "get": types.read::<SuggestAsked, Suggestions>("suggest", "Tells what the text typed so far may become.", &[]),
        },
        "/update": {
            "post": types.change::<UpdateAsked, Report>("update", "Brings the index up to date."),
        },
        "/health": { "get": types.read::<(), Health>("health", "Tells that the server is up.", &[]) },
        "/ready": { "get": types.read::<(), Health>("ready", "Tells whether there is an index to answer from.", &[]) },
        "/metrics": { "get": plain("metrics", "Tells what is counted, for Prometheus.", "application/openmetrics-text") },
        "/openapi.json": { "get": plain("openapi", "Tells this document.", "application/json") },
    })
}

impl Types {
    /// Describes what is asked in the address.
    fn read<Q: JsonSchema, A: JsonSchema>(
        &mut self,
        id: &str,
        summary: &str,
        more: &[Value],
    ) -> Value {
        let parameters = [more, &self.parameters::<Q>()].concat();
        let mut responses = self.responses::<A>();
        responses["304"] = json!({ "description": "The client has the answer (if-none-match)." });
        json!({ "operationId": id, "summary": summary, "parameters": parameters, "responses": responses })
    }

    /// Describes what is asked in the body.
    fn change<Q: JsonSchema, A: JsonSchema>(&mut self, id: &str, summary: &str) -> Value {
        let mut responses = self.responses::<A>();
        if id == "update" {
            responses["202"] = self.answer::<Health>("It takes longer, and goes on.");
        }
        let body = self.asked.subschema_for::<Q>();
        json!({
            "operationId": id, "summary": summary, "responses": responses,
            "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        })
    }

    fn responses<A: JsonSchema>(&mut self) -> Value {
        let mut responses = problems();
        responses["200"] = self.answer::<A>("The answer.");
        responses
    }

    fn answer<A: JsonSchema>(&mut self, description: &str) -> Value {
        let schema = self.told.subschema_for::<A>();
        json!({ "description": description, "content": { "application/json": { "schema": schema } } })
    }

    /// Returns the fields of a type as parameters of an address.
    fn parameters<Q: JsonSchema>(&mut self) -> Vec<Value> {
        let schema = Q::json_schema(&mut self.asked).to_value();
        let nothing = Map::new();
        let fields = schema["properties"].as_object().unwrap_or(&nothing);
        let required = |name: &str| {
            let names = schema["required"].as_array();
            names.is_some_and(|names| names.iter().any(|it| it == name))
        };
        let parameter = |(name, schema): (&String, &Value)| {
            let mut schema = schema.clone();
            let description = schema
                .as_object_mut()
                .and_then(|it| it.remove("description"));
            json!({
                "name": name, "in": "query", "required": required(name),
                "description": description, "schema": not_null(schema),
            })
        };
        fields.iter().map(parameter).collect()
    }
}

/// Takes away that a field may be null: in an address it is then left out, or its value is.
fn not_null(mut schema: Value) -> Value {
    let kinds = schema.get_mut("type").and_then(Value::as_array_mut);
    let Some(kinds) = kinds.filter(|kinds| kinds.iter().any(|kind| kind == "null")) else {
        return schema;
    };
    kinds.retain(|kind| kind != "null");
    if let [kind] = &kinds[..] {
        schema["type"] = kind.clone();
    }
    match schema["type"] == "string" {
        true => schema,
        false => json!({ "anyOf": [schema, { "const": "" }] }),
    }
}

/// Describes an answer that is not of our types.
fn plain(id: &str, summary: &str, media_type: &str) -> Value {
    let mut responses = problems();
    responses["200"] = json!({ "description": "The answer.", "content": { media_type: {} } });
    json!({ "operationId": id, "summary": summary, "responses": responses })
}

/// Returns what may go wrong anywhere.
fn problems() -> Value {
    let statuses = [400, 401, 403, 404, 405, 413, 414, 415, 500, 503];
    let problem = |status: u16| {
        (
            status.to_string(),
            json!({ "$ref": "#/components/responses/Problem" }),
        )
    };
    let mut problems: Map<_, _> = statuses.into_iter().map(problem).collect();
    // Told before a request is read as a whole, without a body.
    problems.insert(
        "431".to_owned(),
        json!({ "description": "The head of the request is too long." }),
    );
    Value::Object(problems)
}
