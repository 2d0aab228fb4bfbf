import { type FormEvent, useState } from "react";
import { Refusal } from "../../api.ts";
import { Button } from "../../ui/button/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { signInWords } from "../../words/sign-in.ts";
import { type SignedOut, useSession } from "./session.tsx";
import { Appearance } from "./settings.tsx";

/** Tokens of identity providers have three parts. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The first door: a key or token for a session. */
export default function SignIn({ why }: { why: SignedOut }) {
	const say = signInWords.use();
	const { signIn } = useSession();
	const [key, setKey] = useState("");
	const [busy, setBusy] = useState(false);
	const first = {
		never: undefined,
		ended: say("ended"),
		link_over: say("link_over"),
		unreachable: say("unreachable"),
	};
	const [error, setError] = useState<string | undefined>(first[why]);

	const explain = (failure: unknown): string => {
		if (!(failure instanceof Refusal)) return say("unreachable");
		// Of a token the edge says what is wrong; of a key nobody is told more than that it is not good.
		if (failure.status === 401)
			return TOKEN.test(key.trim()) ? say("refused_token", { why: failure.message }) : say("refused");
		return failure.status === 403 ? say("forbidden", { scope: "jobs:read" }) : failure.message;
	};
	const submit = async (event: FormEvent) => {
		event.preventDefault();
		if (key.trim() === "") return setError(say("required"));
		setBusy(true);
		setError(undefined);
		try {
			await signIn(key.trim());
		} catch (failure) {
			setError(explain(failure));
			setBusy(false);
		}
	};
	return (
		<main className="grid min-h-dvh place-items-center px-4 py-10">
			<div className="w-full max-w-sm">
				<div className="mb-8 text-center">
					<div className="mx-auto mb-5 grid size-14 place-items-center rounded-full border-[5px] border-accent">
						<span className="size-4 rounded-full bg-accent" />
					</div>
					<h1 className="text-2xl font-semibold tracking-tight">Darkroom</h1>
					<p className="mt-1 text-muted">{say("lead")}</p>
				</div>
				<form
					onSubmit={(event) => void submit(event)}
					aria-label={say("title")}
					className="rounded-2xl border border-line bg-sheet p-6"
				>
					<Field
						label={say("label")}
						hint={say("hint")}
						error={error}
						type="password"
						name="key"
						autoComplete="off"
						spellCheck={false}
						autoFocus
						dir="ltr"
						value={key}
						onChange={(event) => setKey(event.target.value)}
					/>
					<Button type="submit" look="primary" busy={busy} className="mt-5 w-full">
						{busy ? say("working") : say("submit")}
					</Button>
				</form>
				<div className="mt-8 px-2">
					<Appearance />
				</div>
			</div>
		</main>
	);
}
