/** What a form sends. */
export interface JobBody {
	workflow?: string;
	pipeline?: string;
	parameters: Record<string, unknown>;
	character?: string;
	pool?: string;
	budget_micro_usd?: number;
}

/** Text within single quotes of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The same request for a shell. Pure. */
export function asCurl(origin: string, body: JobBody): string {
	return [
		`curl -s ${origin}/v1/jobs \\`,
		'  -H "authorization: Bearer $DARKROOM_KEY" \\',
		'  -H "content-type: application/json" \\',
		`  -d ${quoted(JSON.stringify(body, null, 2))}`,
	].join("\n");
}

/** The same request for a program. Pure. */
export function asTypeScript(origin: string, body: JobBody): string {
	return [
		'import { DarkroomClient } from "./client/client.ts";',
		"",
		`const darkroom = new DarkroomClient({ url: ${JSON.stringify(origin)}, key: process.env.DARKROOM_KEY ?? "" });`,
		`const job = await darkroom.submit(${JSON.stringify(body, null, 2)});`,
	].join("\n");
}

/** The same request for the command line. Pure. */
export function asCommand(origin: string, body: JobBody): string {
	const { workflow, pipeline, parameters, character, pool, budget_micro_usd } = body;
	return [
		`npm run darkroom -- ${pipeline === undefined ? `run ${workflow}` : `pipelines run ${pipeline}`}`,
		...Object.entries(parameters).map(
			([name, value]) => `--set ${quoted(`${name}=${JSON.stringify(value)}`)}`,
		),
		...(character === undefined ? [] : [`--character ${character}`]),
		...(pool === undefined ? [] : [`--pool ${quoted(pool)}`]),
		...(budget_micro_usd === undefined ? [] : [`--budget ${budget_micro_usd / 1_000_000}`]),
		`--url ${origin}`,
	].join(" \\\n  ");
}
