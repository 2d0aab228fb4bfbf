import { expect, test } from "vitest";
import { compareVersions } from "../../../workflows/graph/versions.ts";
import { promptIdOf, uuidv5 } from "../prompt-id.ts";
import { featuresOf } from "./version.ts";

test("versions compare by number, not by letter", () => {
	expect(compareVersions("0.33.0", "0.3.64")).toBeGreaterThan(0);
	expect(compareVersions("0.3.56", "0.3.56")).toBe(0);
	expect(compareVersions("v0.3.9-rc1", "0.3.10")).toBeLessThan(0);
});

test("features follow from the version, and a server without one is taken for an old one", () => {
	expect(featuresOf("0.3.64")).toMatchObject({
		promptId: true,
		targetedInterrupt: true,
		previewMethod: false,
	});
	expect(featuresOf("0.3.44")).toMatchObject({ promptId: true, targetedInterrupt: false });
	expect(featuresOf(undefined)).toMatchObject({ version: "unknown", promptId: false });
});

test("a prompt id is a UUID of version 5 that follows from task and epoch", () => {
	// The example of RFC 9562, appendix A.4.
	expect(uuidv5("www.example.com", "6ba7b810-9dad-11d1-80b4-00c04fd430c8")).toBe(
		"2ed6657d-e927-568b-95e1-2665a8aea6a2",
	);
	expect(promptIdOf("tsk_1", 1)).toBe(promptIdOf("tsk_1", 1));
	expect(new Set([promptIdOf("tsk_1", 1), promptIdOf("tsk_1", 2), promptIdOf("tsk_1", 1, 1)]).size).toBe(3);
});
