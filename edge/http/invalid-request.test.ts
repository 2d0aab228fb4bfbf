import { expect, test } from "vitest";
import { makeAccount } from "../testing/accounts.ts";
import { call, problemOf } from "../testing/http.ts";
import { STORYBOARD } from "../testing/jobs.ts";
import { documentNamed } from "../testing/workflows.ts";
import { writesNothing } from "../testing/writes.ts";

async function refusalOf(method: string, path: string, json?: unknown) {
	const account = await makeAccount();
	return writesNothing(async () =>
		problemOf(await call(method, path, { as: account.key, ...(json === undefined ? {} : { json }) })),
	);
}

test("an unknown field is told with the known ones of its place, those first that it may have meant", async () => {
	const { errors } = await refusalOf("POST", "/v1/jobs", { ...STORYBOARD, dedline_s: 60, metadta: {} });
	expect(errors.map(({ pointer }) => pointer)).toEqual(["/dedline_s", "/metadta"]);
	expect(errors[0]?.message).toMatch(/^unknown field "dedline_s"; known here: deadline_s, .* and \d+ more$/);
	expect(errors[1]?.message).toMatch(/known here: metadata, /);
	const inside = await refusalOf("POST", "/v1/webhooks", {
		url: "https://example.com/x",
		filtre: {},
	});
	expect(inside.errors[0]?.message).toMatch(/known here: /);
});

test("so are a query's, a workflow's parameter and a document's field", async () => {
	const query = await refusalOf("GET", "/v1/jobs?stauts=failed");
	expect(query.errors[0]?.message).toMatch(/this address takes status, /);
	const parameters = { ...STORYBOARD.parameters, promt: "x" };
	const parameter = await refusalOf("POST", "/v1/jobs", { ...STORYBOARD, parameters });
	expect(parameter.errors[0]).toMatchObject({ pointer: "/parameters/promt" });
	expect(parameter.errors[0]?.message).toMatch(/It takes prompt, /);
	const document = { ...documentNamed("harbour"), titel: "x" };
	const field = await refusalOf("POST", "/v1/workflows", { document });
	expect(field.errors[0]).toMatchObject({ pointer: "/document/titel" });
	expect(field.errors[0]?.message).toMatch(/\(known: title, /);
});

test("an integer far beyond its limit is told once, with the limit", async () => {
	const { errors } = await refusalOf("POST", "/v1/jobs", {
		...STORYBOARD,
		deadline_s: 1e20,
		priority: -1e20,
	});
	expect(errors.map(({ pointer }) => pointer).sort()).toEqual(["/deadline_s", "/priority"]);
	for (const { message } of errors) expect(message).not.toContain("9007199254740991");
});

test("a pool that is not there is named, wherever it is asked for", async () => {
	for (const [path, body] of [
		["/v1/jobs", STORYBOARD],
		["/v1/workflows/convert", { ui: { nodes: [] } }],
	] as const) {
		const { errors } = await refusalOf("POST", path, { ...body, pool: "gpu-nowhere" });
		expect(errors[0], path).toMatchObject({ pointer: "/pool" });
		expect(errors[0]?.message, path).toContain('there is no pool "gpu-nowhere"');
	}
});
