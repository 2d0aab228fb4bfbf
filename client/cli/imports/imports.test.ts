import { expect, test } from "vitest";
import { graphOf, graphOfRequest } from "./command.ts";

test("what the editor saves and what is sent are told apart, and a request gives its graph", () => {
	const graph = { "1": { class_type: "SaveImage", inputs: {} } };
	expect(graphOf(graph)).toEqual({ graph });
	expect(graphOf({ nodes: [], links: [] })).toEqual({ ui: { nodes: [], links: [] } });
	expect(graphOfRequest({ input: { workflow: graph, images: [] } })).toEqual({ graph });
	expect(() => graphOfRequest({ input: [] })).toThrow("no input.workflow");
	expect(() => graphOfRequest(graph)).toThrow("no input.workflow");
});
