import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { storedDocumentSchema, workflowGraphSchema } from "../../../edge/contract/workflows/workflows.ts";
import { latin1, png, tEXt } from "../../../workflows/import/testing/files.ts";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn } from "./testing/visit.ts";

const fixture = path.resolve(import.meta.dirname, "../../fixtures/tiny-text-to-image.json");
const BASE = "/workflows/z-image-turbo-base-image";
const choose = (page: Page, name: string, mimeType: string, buffer: Buffer) =>
	page.locator("input[type=file]").setInputFiles({ name, mimeType, buffer });

inBrowser("line 4, Workflows: catalogue, graph, import and versions", (own) => {
	let graph: string;

	const asProgram = async (address: string): Promise<unknown> => {
		const answer = await fetch(new URL(address, own.account.url), {
			headers: { authorization: `Bearer ${own.account.key}` },
		});
		return answer.json();
	};

	beforeAll(async () => {
		graph = await readFile(fixture, "utf8");
	});
	test("the catalogue is searched and narrowed, and leads to a workflow with its parameters and an example", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/workflows");
		await page.locator("[data-workflow]").first().waitFor();
		const all = await page.locator("[data-workflow]").count();
		await page.getByLabel("Search workflows").fill("z-image base");
		await page.locator('[data-workflow="z-image-turbo-base-image"]').waitFor();
		expect(await page.locator("[data-workflow]").count()).toBeLessThan(all);
		await page.locator('[data-workflow="z-image-turbo-base-image"]').click();
		await page.waitForURL(new RegExp(`${BASE}$`));
		await page.getByText("negative_prompt", { exact: true }).waitFor();
		await page.getByRole("tab", { name: "Example" }).click();
		await page.locator("pre", { hasText: '"workflow": "z-image-turbo-base-image"' }).waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test("the graph is drawn as a picture: every node and link, and a node that is pressed tells all of its values", async () => {
		const asked = workflowGraphSchema.parse(await asProgram("/v1/workflows/z-image-turbo-base-image/graph"));
		const nodes = Object.values(asked.graph);
		const links = nodes.flatMap(({ inputs }) => Object.values(inputs).filter(Array.isArray));
		const { page, complaints, close } = await signedIn(own.browser, own.account, BASE);
		await page.getByRole("tab", { name: "Graph" }).click();
		await page.locator("[data-node]").first().waitFor();
		expect(await page.locator("[data-node]").count()).toBe(nodes.length);
		expect(await page.locator("[data-wire]").count()).toBe(links.length);
		await page.getByRole("button", { name: /^Sampler #/ }).press("Enter");
		await page.getByText("sampler_name", { exact: true }).waitFor();
		await page
			.getByRole("definition")
			.filter({ hasText: /^res_multistep$/ })
			.waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test("a picture that carries its workflow is dropped in, is told what it needs, and becomes a workflow of one's own whose parameters are edited into a new version", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/workflows/import");
		await choose(page, "notes.json", "application/json", Buffer.from("[]"));
		await page.getByRole("alert").getByText("No workflow is in this file").waitFor();
		const seed = graph.replace(/"seed": \d+/, '"seed": 18446744073709551615');
		const picture = png(tEXt("prompt", latin1(seed)));
		await choose(page, "Lighthouse at Night.png", "image/png", Buffer.from(picture));
		await page.locator("[data-node]").first().waitFor();
		await page.getByText("diffusion_models/tiny_sd3.pt").waitFor();
		expect(await page.getByLabel("Name for requests").inputValue()).toBe("lighthouse-at-night");
		await page.getByLabel("Name for requests").fill("Bad Name");
		await page.getByRole("button", { name: "Import", exact: true }).click();
		await page.getByRole("alert").getByText("must be lower case words").waitFor();
		await page.getByLabel("Name for requests").fill("lighthouse");
		await page.getByRole("button", { name: "Import", exact: true }).click();
		await page.getByText("lighthouse@1").waitFor();
		const steps = page.locator('[data-parameter="steps"]');
		await steps.getByLabel("From", { exact: true }).fill("90");
		await steps.getByLabel("To", { exact: true }).fill("2");
		await page.getByRole("button", { name: "Save as a new version" }).click();
		await steps.locator("[role=alert]:not(:empty)").first().waitFor();
		await steps.getByLabel("From", { exact: true }).fill("1");
		await steps.getByLabel("To", { exact: true }).fill("33");
		await steps.getByLabel("Name", { exact: true }).fill("detail");
		await page.getByRole("button", { name: "Save as a new version" }).click();
		await page.getByText("lighthouse@2").waitFor();
		const { document } = storedDocumentSchema.parse(await asProgram("/v1/workflows/lighthouse/document"));
		const detail = document.parameters.find(({ name }) => name === "detail");
		expect(detail).toMatchObject({ type: "integer", min: 1, max: 33 });
		expect(complaints.filter((one) => !one.includes("422"))).toEqual([]);
		await close();
	});

	test("versions of one's own are listed, and one is retired so that no new job asks for it", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/workflows/lighthouse");
		await page.getByRole("tab", { name: "Versions" }).click();
		await page.getByRole("link", { name: "Version 1" }).waitFor();
		await page.getByRole("button", { name: "Retire this version" }).last().click();
		await page.getByRole("dialog").getByRole("button", { name: "Retire this version" }).click();
		await page.getByText(/^Retired /).waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test.each(DIRECTIONS)("nothing is wrong with it for axe, and nothing too wide: %s", async (locale) => {
		const { page, open, complaints, close } = await signedIn(own.browser, own.account, "/workflows", {
			locale,
		});
		await page.locator("[data-workflow]").first().waitFor();
		await expectRight(page);
		await open(BASE);
		for (const tab of [0, 1, 2, 3, 4]) {
			await page.getByRole("tab").nth(tab).click();
			await page.locator("[role=tabpanel]:not([hidden]) :is(li, pre, [data-node])").first().waitFor();
			await expectRight(page);
		}
		await open("/workflows/import");
		await page.locator("input[type=file]").waitFor({ state: "attached" });
		await expectRight(page);
		await choose(page, "tiny.json", "application/json", Buffer.from(graph));
		await page.locator("[data-node]").first().waitFor();
		await expectRight(page);
		expect(complaints).toEqual([]);
		await close();
	});
});
