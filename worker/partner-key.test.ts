import { afterEach, describe, expect, test, vi } from "vitest";
import { ComfyHttp } from "./comfyui/wire/http.ts";
import { slowPicture } from "./testing/graphs.ts";
import { until } from "./testing/until.ts";
import { useRig } from "./testing/use-rig.ts";

const rig = useRig();
afterEach(() => {
	vi.restoreAllMocks();
});

describe("the key for nodes that run at partners", () => {
	test.each([
		[true, { api_key_comfy_org: "key-of-ours" }],
		// A client's own graph must not spend the operator's credits.
		[false, {}],
	])("goes to ComfyUI where the task is a partner's (%s), and nowhere else", async (partner, expected) => {
		const prompts = vi.spyOn(ComfyHttp.prototype, "prompt");
		await rig.start({ env: { COMFY_ORG_API_KEY: "key-of-ours" } });
		expect(rig.edge.registrations[0]?.capabilities.partner_nodes).toBe(true);
		const task = rig.edge.submit({ graph: slowPicture(1), partner });
		await until("the task succeeded", () => task.status === "succeeded");
		const { darkroom: _, preview_method: __, ...extra } = prompts.mock.calls[0]?.[0].extra_data ?? {};
		expect(extra).toEqual(expected);
		const seen = JSON.stringify([rig.edge.registrations, task.completion, task.reports, rig.lines]);
		expect(seen).not.toContain("key-of-ours");
	});

	test("is not there unless it is set, and the edge is told so", async () => {
		await rig.start();
		expect(rig.edge.registrations[0]?.capabilities.partner_nodes).toBe(false);
	});
});
