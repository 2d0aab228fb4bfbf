import { REVIEW_ORDERS } from "../../../edge/contract/reviews.ts";
import { imageChecklist } from "../../../workflows/prompts/checklist.ts";
import { CliError, type ExitName } from "../command.ts";
import { countOf } from "../count.ts";
import { gather } from "../gather.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { reviewOf } from "./said.ts";
import { lookedAt, queueTable, reviewLine } from "./text.ts";

const USAGE = `npm run darkroom -- review <what> [options]

Pictures that wait for a person, and what people say of them. It is kept with who said it and when, and decides nothing of a job:
a stage that waits for a person is decided by npm run darkroom -- pipelines decide.

  list                       one per line, the most urgent first: id, why it waits, its job, what is wrong with it
  show <picture>             what checks found of one, and what people said of it
  decide <picture> <verdict> says pass or fail of one, in place of what the same key said before: it waits no longer
  withdraw <picture>         takes back what the same key said of one

  --order <order>            of list: worst (absent) or newest
  --most <number>            of list: so many at most; absent: 50
  --yes <point,point>        of decide: points of the checklist that hold
  --no <point,point>         of decide: points that do not
  --note <text>              of decide: what else there is to say
  --json                     what the API answers, as JSON
  --url <address>            where Darkroom is; also DARKROOM_URL; absent: as darkroom init said, or npm start of this machine

Points of the checklist:
${imageChecklist.map(({ id, text }) => `  ${id.padEnd(25)}  ${text}`).join("\n")}

Examples:
  npm run darkroom -- review list --most 10
  npm run darkroom -- review decide ast_… fail --no sharp,skin --note "the left eye is soft"

DARKROOM_KEY is the API key. Ends with 0 done, 2 not understood, 4 Darkroom does not answer, 5 Darkroom refuses.`;

const options = {
	order: { type: "string" },
	most: { type: "string" },
	yes: { type: "string" },
	no: { type: "string" },
	note: { type: "string" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: { takes: [], options: ["order", "most", "json"], run: list },
	show: { takes: ["picture"], options: ["json"], run: show },
	decide: { takes: ["picture", "verdict"], options: ["yes", "no", "note", "json"], run: decide },
	withdraw: { takes: ["picture"], options: [], run: withdraw },
};

export const review = partedCommand({ usage: USAGE }, options, PARTS);

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
