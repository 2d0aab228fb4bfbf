import { type Ask, type AskRow, one, post, recent, TROUBLE } from "./rows.ts";

/** Prompts, queue, history and jobs. */
export function promptRows(tag: string): AskRow[] {
	const submit = (more: string): Ask =>
		post("/prompt", `{"prompt": ${JSON.stringify(one(`${tag}/x`))}${more}}`);
	return [
		...["null", '"text"', "[]", "5"].map(
			(value): AskRow => ({
				...recent,
				title: `extra_data ${value} is trouble`,
				ask: submit(`, "extra_data": ${value}`),
				answer: { status: 500, body: TROUBLE },
			}),
		),
		...["[2]", "[]", '["1"]', '""'].map(
			(value): AskRow => ({
				title: `partial_execution_targets ${value} leave no output`,
				ask: submit(`, "partial_execution_targets": ${value}`),
				answer: { status: 400, body: { error: { type: "prompt_no_outputs" } } },
			}),
		),
		...["[]", '"text"', "{}"].map(
			(body): AskRow => ({
				title: `POST /prompt ${body} has no prompt`,
				ask: post("/prompt", body),
				answer: { status: 400, body: { error: { type: "no_prompt" } } },
			}),
		),
		...["null", "5", '["prompt"]', "nope"].map(
			(body): AskRow => ({
				title: `POST /prompt ${body} is trouble`,
				ask: post("/prompt", body),
				answer: { status: 500, body: TROUBLE },
			}),
		),
		{ title: "POST /interrupt [] is trouble", ask: post("/interrupt", "[]"), answer: { status: 500 } },
		{ title: "POST /interrupt without a body is not", ask: post("/interrupt", ""), answer: { status: 200 } },
		{ title: "POST /queue [] does nothing", ask: post("/queue", "[]"), answer: { status: 200 } },
		{ title: "POST /queue null is trouble", ask: post("/queue", "null"), answer: { status: 500 } },
		{
			title: "POST /queue with no list to delete is trouble",
			ask: post("/queue", '{"delete": null}'),
			answer: { status: 500 },
		},
		...["max_items=abc", "max_items=", "max_items=1.5", "offset=abc"].map(
			(query): AskRow => ({
				title: `GET /history?${query} is trouble`,
				ask: { path: `/history?${query}` },
				answer: { status: 500, body: TROUBLE },
			}),
		),
		...(
			[
				["sort_by=x", "sort_by must be 'created_at' or 'execution_duration'"],
				["sort_order=x", "sort_order must be 'asc' or 'desc'"],
				["offset=x", "offset must be an integer"],
				["limit=x", "limit must be an integer"],
				["limit=0", "limit must be a positive integer"],
			] as const
		).map(
			([query, error]): AskRow => ({
				...recent,
				title: `GET /api/jobs?${query} is refused`,
				ask: { path: `/api/jobs?${query}` },
				answer: { status: 400, body: { error } },
			}),
		),
		{
			...recent,
			title: "canceling jobs takes JSON",
			ask: post("/api/jobs/cancel", "nope"),
			answer: { status: 400 },
		},
	];
}
