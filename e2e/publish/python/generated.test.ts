import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../stack/processes.ts";
import { methodsOf, type Paths } from "../resources.ts";
import { GENERATED, pythonFiles } from "./generate.ts";
import { Models, type Schema } from "./models.ts";
import { allowed, docstring, pascal, snake } from "./names.ts";

let files: Record<string, string>;
let paths: Paths;

beforeAll(async () => {
	({ files, paths } = await pythonFiles());
});

test("what the Python package is made of the API is as the API is: `npm run sdk:python` writes it anew", async () => {
	for (const [name, text] of Object.entries(files)) {
		const kept = await readFile(path.join(root, GENERATED, name), "utf8");
		expect(kept === text, `${GENERATED}/${name} is old: npm run sdk:python`).toBe(true);
	}
});

test("every operation of the API but the sockets is a method of its resource in Python", () => {
	const source = files["resources.py"] ?? "";
	const classes = new Map(source.split(/^class /m).map((text) => [text.split(/\W/)[0] ?? "", text] as const));
	const methods = methodsOf(paths);
	for (const { resource, name, operation, verb, path: address } of methods) {
		const own = classes.get(pascal(resource)) ?? "";
		expect(own.includes(`    def ${allowed(snake(name))}(self`), operation).toBe(true);
		expect(own.includes(`. \`${verb} ${address}\``), operation).toBe(true);
	}
	expect(source.match(/\. `[A-Z]+ \//g)).toHaveLength(methods.length);
});

const typeOf = (schema: Schema) => new Models({}).typeOf(schema, "Name");

test.each<[Schema, string]>([
	[{ type: "string" }, "str"],
	[{ type: ["integer", "null"] }, "Optional[int]"],
	[{ enum: ["a", null, true, 2] }, 'Literal["a", None, True, 2]'],
	[{ anyOf: [{ type: "string" }, { type: "null" }] }, "Optional[str]"],
	[{ oneOf: [{ $ref: "#/components/schemas/Job" }, { type: "number" }] }, "Union[Job, float]"],
	[{ allOf: [{ $ref: "#/components/schemas/Lora" }, { description: "One" }] }, "Lora"],
	[{ type: "array", items: { type: "boolean" } }, "List[bool]"],
	[{ type: "array", prefixItems: [{ type: "integer" }], items: {} }, "List[Any]"],
	[{ type: "object", additionalProperties: { type: "string" } }, "Dict[str, str]"],
	[{}, "Any"],
])("the schema %j is %s in Python", (schema, type) => {
	expect(typeOf(schema)).toBe(type);
});

test("what there is no type for stops the making, and is not left out", () => {
	expect(() => typeOf({ type: "decimal" })).toThrow("Name is of type decimal, which is not known");
	expect(() => typeOf({ allOf: [{ type: "string" }, { enum: ["a"] }] })).toThrow("several schemas at once");
});

test("fields that Python takes for its own words, and classes inside of classes, keep their names", () => {
	const at: Schema = { type: "object", properties: { x: { type: "integer" } }, required: ["x"] };
	const source = new Models({
		Move: { type: "object", properties: { from: at, to: at }, required: ["from"] },
	}).source();
	expect(source).toContain("class MoveFrom(TypedDict):\n    x: int\n");
	expect(source).toContain('"from": "MoveFrom",\n        "to": "NotRequired[MoveTo]",');
});

test("words end their documentation nowhere but at its end", () => {
	expect(docstring('a """b""" \\ "c"')).toBe('"""a \\"\\"\\"b\\"\\"\\" \\\\ "c\\""""');
});
