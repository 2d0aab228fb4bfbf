import { beforeAll, expect, inject, test } from "vitest";
import { type Json, openApiDocument } from "../../edge/deploy/openapi-document.ts";
import { lintWithRedocly, lintWithSpectral } from "./lint.ts";
import { sliceOf } from "./slice.ts";

/** Everyday Spectral, which takes its time, reads each of so many paths, another day another one. */
const SLICES = 12;

let document: Json;

beforeAll(async () => {
	document = await openApiDocument();
});

test("Redocly's recommended rules find no error and no warning in the document, and would find one", async () => {
	expect(await lintWithRedocly(document)).toEqual([]);
	const broken = { ...sliceOf(document, 1_000, 0), servers: [] };
	expect((await lintWithRedocly(broken)).map(({ rule }) => rule)).toContain("no-empty-servers");
});

test("Spectral's recommended rules find no error and no warning in the document", async () => {
	const turn = inject("turn");
	const read = inject("thorough") ? document : sliceOf(document, SLICES, turn);
	const count = ({ paths }: Json) => Object.keys(paths as Json).length;
	console.log(
		`Spectral reads ${count(read)} of ${count(document)} paths (the same: DARKROOM_TURN=${turn}; all: --thorough)`,
	);
	expect(await lintWithSpectral(read)).toEqual([]);
});

test("Spectral would find something", async () => {
	const broken = { openapi: "3.1.0", info: { title: "x", version: "1" }, paths: {} };
	expect((await lintWithSpectral(broken)).map(({ rule }) => rule)).toContain("info-contact");
});

/** Every schema of the document that has fields, with the place it stands at. */
function* objects(value: unknown, place: string): Generator<[string, Record<string, Json>]> {
	if (typeof value !== "object" || value === null) return;
	const { properties } = value as { properties?: Record<string, Json> };
	if (properties !== undefined && typeof properties === "object") yield [place, properties];
	for (const [key, inner] of Object.entries(value))
		if (!["example", "examples", "default"].includes(key)) yield* objects(inner, `${place}/${key}`);
}

test("every field, schema, operation and parameter has words, and every body that has fields an example", () => {
	const { components, paths, webhooks } = document as {
		components: {
			schemas: Record<string, Json>;
			responses: Record<string, { content?: Record<string, Json> }>;
		};
		paths: Record<string, Record<string, Json>>;
		webhooks: Record<string, Record<string, Json>>;
	};
	const operations = [...Object.values(paths), ...Object.values(webhooks)];
	const silent: string[] = [];
	for (const [place, properties] of objects({ schemas: components.schemas, paths, webhooks }, ""))
		for (const [name, property] of Object.entries(properties))
			if (!property.description && property.$ref === undefined) silent.push(`${place}.${name}`);
	for (const [name, schema] of Object.entries(components.schemas)) if (!schema.description) silent.push(name);
	let examples = 0;
	for (const operation of operations.flatMap((path) => Object.values(path))) {
		const id = String(operation.operationId);
		if (!operation.description || !operation.summary) silent.push(id);
		for (const parameter of (operation.parameters ?? []) as Json[])
			if (!parameter.description) silent.push(`${id} ${parameter.name}`);
		const bodies = [operation.requestBody, ...Object.values(operation.responses as Json)] as (
			| { content?: Record<string, Json> }
			| undefined
		)[];
		for (const body of bodies)
			for (const [type, media] of Object.entries(body?.content ?? {})) {
				if (!/json|event-stream|form-data/.test(type)) continue;
				if (media.example === undefined && media.examples === undefined) silent.push(`${id}, ${type}`);
				examples += 1;
			}
	}
	// Refusals are told once for all operations.
	for (const [id, body] of Object.entries(components.responses))
		for (const [type, media] of Object.entries(body.content ?? {})) {
			if (media.example === undefined && media.examples === undefined) silent.push(`${id}, ${type}`);
			examples += 1;
		}
	expect(silent).toEqual([]);
	expect(examples).toBeGreaterThan(100);
});
