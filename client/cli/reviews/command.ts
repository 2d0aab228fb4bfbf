import { REVIEW_ORDERS } from "../../../edge/contract/assets/reviews.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import { imageChecklist } from "../../../workflows/prompts/checklist.ts";
import { CliError, type ExitName } from "../command.ts";
import { countOf } from "../count.ts";
import { gather } from "../gather.ts";
import { JSON_OPTION, mostOption } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { reviewOf } from "./said.ts";
import { lookedAt, queueTable, reviewLine } from "./text.ts";

const options = {
	order: { value: "order", says: "worst (absent) or newest" },
	most: mostOption(50),
	yes: { value: "point,point", says: "points of the checklist that hold" },
	no: { value: "point,point", says: "points that do not" },
	note: { value: "text", says: "what else there is to say" },
	json: JSON_OPTION,
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: {
		says: "one per line, the most urgent first: id, why it waits, its job, what is wrong with it",
		options: ["order", "most", "json"],
		examples: ["--most 10"],
		run: list,
	},
	show: {
		says: "what checks found of one, and what people said of it",
		takes: ["<picture>"],
		options: ["json"],
		examples: ["ast_…"],
		run: show,
	},
	decide: {
		says: "says pass or fail of one, in place of what the same key said before: it waits no longer",
		takes: ["<picture>", "<verdict>"],
		options: ["yes", "no", "note", "json"],
		examples: ['ast_… fail --no sharp,skin --note "the left eye is soft"'],
		run: decide,
	},
	withdraw: {
		says: "takes back what the same key said of one",
		takes: ["<picture>"],
		examples: ["ast_…"],
		run: withdraw,
	},
};

export const review = partedCommand(
	{
		name: "review",
		about:
			"Pictures that wait for a person, and what people say of them. It is kept with who said it and when, and decides nothing of a job: a stage that waits for a person is decided by pipelines decide.",
		notes: `Points of the checklist:\n${imageChecklist.map(({ id, text }) => `  ${id.padEnd(25)}  ${text}`).join("\n")}\n`,
		options,
	},
	PARTS,
);

async function list({ values, client }: Asked): Promise<ExitName> {
	const order = REVIEW_ORDERS.find((one) => one === (values.order ?? "worst"));
	if (order === undefined)
		throw new CliError(
			"usage",
			`there is no order ${JSON.stringify(values.order)}: ${REVIEW_ORDERS.join(", ")}`,
		);
	const most = countOf(values.most, "most", 50);
	const found = await gather(client.assets.reviews.queue({ order }), most);
	if (values.json) printJson(found);
	else if (found.length > 0) print(queueTable(found));
	return "ok";
}

async function show({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const [asset, quality, reviews] = await Promise.all([
		client.assets.get(id),
		client.assets.checks(id),
		client.assets.reviews.of(id),
	]);
	if (values.json) printJson({ asset, quality, reviews });
	else print(lookedAt(asset, quality, reviews));
	return "ok";
}

async function decide({ words: [id = "", verdict = ""], values, client }: Asked): Promise<ExitName> {
	const kept = await client.assets.reviews.put(id, reviewOf(verdict, values));
	if (values.json) printJson(kept);
	else print(reviewLine(kept));
	return "ok";
}

async function withdraw({ words: [id = ""], client }: Asked): Promise<ExitName> {
	await client.assets.reviews.takeBack(id);
	return "ok";
}
