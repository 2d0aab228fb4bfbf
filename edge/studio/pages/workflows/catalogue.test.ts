import { expect, test } from "vitest";
import type { WorkflowSummary } from "../../../contract/workflows/workflows.ts";
import { found, kindOf, kindsIn, newestOfEach } from "./catalogue.ts";

const workflow = (id: string, version: number, more: Partial<WorkflowSummary> = {}) =>
	({
		...{
			id,
			version,
			title: id,
			purpose: "",
			category: "image",
			family: "flux",
			aliases: [],
			owner: "library",
		},
		...more,
	}) as WorkflowSummary;

const LISTED = [
	workflow("base", 1),
	workflow("base", 2, { purpose: "Portraits by lamp light" }),
	workflow("walk", 1, { category: "video", aliases: [{ name: "walking-clip", note: "" }] }),
	workflow("mine", 3, { owner: "account" }),
	workflow("odd", 1, { category: "hologram" }),
];

test("of each workflow the newest version stands in the catalogue, in the order of the list", () => {
	expect(newestOfEach(LISTED).map(({ id, version }) => `${id}@${version}`)).toEqual([
		"base@2",
		"walk@1",
		"mine@3",
		"odd@1",
	]);
});

test.each([
	["", "all", ["base", "walk", "mine", "odd"]],
	["lamp portraits", "all", ["base"]],
	["lamp clip", "all", []],
	["WALKING", "all", ["walk"]],
	["", "video", ["walk"]],
	["", "own", ["mine"]],
	["base", "own", []],
	["", "other", ["odd"]],
] as const)("who looks for “%s” among %s finds %j", (text, kind, ids) => {
	expect(found(newestOfEach(LISTED), { text, kind }).map(({ id }) => id)).toEqual(ids);
});

test("kinds come by how many there are, and one that is not known is told as another", () => {
	expect(kindsIn(newestOfEach(LISTED))).toEqual(["image", "video", "other"]);
	expect(kindOf("3d")).toBe("three_d");
});
