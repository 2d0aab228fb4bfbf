import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type JsonSchema, openApi } from "../../testing/http.ts";

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Every schema in the document, with the place it stands at. */
async function schemas(): Promise<[place: string, schema: JsonSchema][]> {
	const found: [string, JsonSchema][] = [];
	const look = (place: string, value: unknown) => {
		if (typeof value !== "object" || value === null) return;
		if (!Array.isArray(value)) found.push([place, value as JsonSchema]);
		for (const [key, item] of Object.entries(value)) look(`${place}/${key}`, item);
	};
	look("", await openApi());
	return found;
}

test("S0-C20 the document is OpenAPI 3.1, says how to authenticate, and names every operation once", async () => {
	const document = await openApi();
	expect(document.openapi).toBe("3.1.0");
	expect(document.components.securitySchemes).toMatchObject({
		bearer: { type: "http", scheme: "bearer" },
		signed_url: { type: "apiKey", in: "query", name: "ticket" },
	});
	const operations = Object.values(document.paths).flatMap((path) => Object.entries(path));
	expect(operations.length).toBeGreaterThan(30);
	for (const [method, operation] of operations) {
		expect(METHODS).toContain(method);
		expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
		expect(operation.summary, operation.operationId).toBeTruthy();
		expect(operation.tags, operation.operationId).toHaveLength(1);
	}
	const ids = operations.map(([, operation]) => operation.operationId);
	expect(new Set(ids).size).toBe(ids.length);
});

test("every reference in the document leads somewhere, and every path parameter is described", async () => {
	const document = await openApi();
	for (const [place, { $ref }] of await schemas()) {
		if ($ref === undefined) continue;
		const [, , kind, name] = $ref.split("/");
		expect(["schemas", "examples", "responses"], place).toContain(kind);
		const named = document.components[kind as "schemas" | "examples" | "responses"];
		expect(Object.keys(named), place).toContain(name);
	}
	for (const [path, operations] of Object.entries(document.paths)) {
		const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
		for (const operation of Object.values(operations)) {
			const described = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
			expect(described.map((parameter) => parameter.name).sort(), path).toEqual(wanted.sort());
			expect(described.every((parameter) => parameter.required)).toBe(true);
		}
	}
});

test("the resources are named components, so that generated clients have types for them", async () => {
	const { components, paths } = await openApi();
	expect(Object.keys(components.schemas)).toEqual(
		expect.arrayContaining([
			"Job",
			"JobRequest",
			"JobPage",
			"JobSummary",
			"Task",
			"Stage",
			"Asset",
			"Frame",
			"HelloFrame",
			"JobEvent",
			"StageEvent",
			"TaskEvent",
			"OutputEvent",
			"ProgressTick",
			"PreviewTick",
			"QueueTick",
			"DoorbellMessage",
			"JobError",
			"FailureCode",
			"ProblemCode",
			"SignedUrl",
			"AssetPage",
			"Attempt",
			"Sidecar",
			"Ticket",
			"Problem",
			"Worker",
			"ClaimedTask",
			"Workflow",
			"WorkflowPage",
			"WorkflowVersion",
			"WorkflowDocument",
			"WorkflowCreated",
			"Validation",
			"NodePolicy",
		]),
	);
	expect(paths["/v1/jobs"]?.post?.responses["201"]?.content?.["application/json"]?.schema).toEqual({
		$ref: "#/components/schemas/Job",
	});
	for (const [path, operations] of Object.entries(paths)) {
		for (const [method, operation] of Object.entries(operations)) {
			for (const [status, reply] of Object.entries(operation.responses)) {
				if (Number(status) < 400 || (path === "/readyz" && status === "503")) continue;
				expect(reply, `${method} ${path} ${status}`).toEqual({
					$ref: `#/components/responses/Refused${status}`,
				});
				expect(
					components.responses[`Refused${status}`]?.content?.["application/problem+json"]?.schema,
				).toEqual({ $ref: "#/components/schemas/Problem" });
			}
		}
	}
});

test("a query parameter has one type, and what is counted is an integer within limits", async () => {
	const { paths } = await openApi();
	for (const [path, operations] of Object.entries(paths)) {
		for (const operation of Object.values(operations)) {
			for (const { name, in: where, schema } of operation.parameters ?? []) {
				expect(typeof schema.type, `${path} ${where} ${name}`).toBe("string");
				if (["limit", "wait", "after", "since_version", "epoch", "upload"].includes(name)) {
					expect(schema.type, `${path} ${name}`).toBe("integer");
				}
			}
		}
	}
	const limit = paths["/v1/jobs"]?.get?.parameters?.find((parameter) => parameter.name === "limit");
	expect(limit?.schema).toMatchObject({ minimum: 1, maximum: 200, default: 50 });
});

test("steps of sizes survive into the schema that clients read", async () => {
	const { library, describeWorkflow } = await import("../../../workflows/library/index.ts");
	let stepped = 0;
	for (const workflow of library) {
		const { properties = {} } = describeWorkflow(workflow).parameters as JsonSchema;
		// A few take any size.
		if (properties.width?.multipleOf === undefined) continue;
		expect(properties.width.multipleOf, workflow.id).toBeGreaterThan(1);
		expect(properties.height?.multipleOf, workflow.id).toBe(properties.width.multipleOf);
		stepped += 1;
	}
	expect(stepped).toBeGreaterThan(5);
});

test("the reference page is served whole, under a policy that lets it load nothing from elsewhere", async () => {
	const response = await exports.default.fetch("https://edge/reference");
	expect(response.headers.get("content-type")).toContain("text/html");
	expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
	const page = await response.text();
	expect(page).toContain("/openapi.json");
	expect(page).not.toMatch(/(src|href)="?(https?:)?\/\//);
});
