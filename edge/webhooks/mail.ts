import * as z from "zod";
import type { Env } from "../env.ts";
import type { Attempted } from "./schedule.ts";
import { failed, type Message } from "./send.ts";

/** What sends e-mail, and from which address. */
export interface Mailer {
	from: string;
	send(letter: EmailMessageBuilder): Promise<unknown>;
}

/** How this deployment sends e-mail; null where it does not. */
export function mailerOf({ EMAIL, EMAIL_FROM }: Pick<Env, "EMAIL" | "EMAIL_FROM">): Mailer | null {
	if (!EMAIL || !EMAIL_FROM) return null;
	return { from: EMAIL_FROM, send: (letter) => EMAIL.send(letter) };
}

/** Mails a message once. Never throws. */
export async function mail(to: string, message: Message, mailer: Mailer | null): Promise<Attempted> {
	if (!mailer) return failed("email_not_configured", "this deployment sends no e-mail");
	try {
		const { subject, text } = letterOf(message);
		await mailer.send({ from: mailer.from, to, subject, text, headers: { "X-Webhook-Id": message.id } });
		return { ok: true, status: null };
	} catch (error) {
		const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
		return failed("email", `the e-mail could not be sent${code}`);
	}
}

const toldSchema = z.object({
	timestamp: z.string(),
	data: z.object({
		job: z
			.object({
				id: z.string(),
				workflow: z.string(),
				error: z.object({ code: z.string(), message: z.string() }).nullable(),
				outputs: z.array(z.string()),
				more_outputs: z.boolean(),
				urls: z.object({ self: z.string() }),
			})
			.nullable(),
		stage: z.object({ key: z.string() }).nullable(),
	}),
});

/** The same event for people. Pure. */
function letterOf({ type, body }: Message): { subject: string; text: string } {
	const { timestamp, data } = toldSchema.parse(JSON.parse(body));
	const { job, stage } = data;
	if (!job) return { subject: "Darkroom: a test", text: `This is a test, sent at ${timestamp}.\n` };
	const what = type.replace(/^(job|stage)\./, "").replaceAll("_", " ");
	const subject = `Darkroom: ${stage && !type.startsWith("job.") ? `stage ${stage.key} of ` : ""}job ${job.id} ${what}`;
	const lines = [
		`Job: ${job.id}`,
		`Workflow: ${job.workflow}`,
		...(stage ? [`Stage: ${stage.key}`] : []),
		`What: ${what}`,
		`When: ${timestamp}`,
		...(job.error ? [`Error: ${job.error.code}: ${job.error.message}`] : []),
		...(job.outputs.length > 0
			? [`Outputs: ${job.outputs.join(", ")}${job.more_outputs ? " and more" : ""}`]
			: []),
		`Details: GET ${job.urls.self}`,
	];
	return { subject, text: `${lines.join("\n")}\n` };
}
