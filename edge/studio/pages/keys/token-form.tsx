import { type FormEvent, useState } from "react";
import type { Scope } from "../../../contract/scopes.ts";
import { Refusal } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { SecretDialog } from "../../ui/secret-dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { useFormat } from "../../words/format.ts";
import { useMintToken } from "./requests.ts";
import { ScopeBoxes } from "./scope-boxes.tsx";
import { words } from "./words.ts";

const MINUTE_S = 60;
const MINUTES = ["5", "10", "30", "60"] as const;

/** Mints a token for a web page or an app. */
export function TokenForm() {
	const say = words.use();
	const format = useFormat();
	const [scopes, setScopes] = useState<readonly Scope[]>(["jobs:read"]);
	const [minutes, setMinutes] = useState<(typeof MINUTES)[number]>("10");
	const mint = useMintToken();
	const fields = mint.error instanceof Refusal ? mint.error.fields : new Map<string, string>();
	const submit = (event: FormEvent) => {
		event.preventDefault();
		mint.mutate({ scopes, expires_in_s: Number(minutes) * MINUTE_S });
	};
	return (
		<form onSubmit={submit} className="max-w-xl space-y-5 rounded-xl border border-line bg-sheet p-5">
			<p className="text-pretty text-muted">{say("token_lead")}</p>
			<ScopeBoxes chosen={scopes} onChange={setScopes} error={fields.get("/scopes")} />
			<Select<(typeof MINUTES)[number]>
				label={say("lasts")}
				value={minutes}
				options={MINUTES.map((one) => [one, say("minutes", { n: Number(one) })] as const)}
				onChange={setMinutes}
			/>
			<Button look="primary" type="submit" busy={mint.isPending}>
				{say("mint")}
			</Button>
			<p role="alert" className="font-medium text-bad empty:hidden">
				{mint.error && fields.size === 0 && mint.error.message}
			</p>
			<SecretDialog
				title={say("token_made")}
				text={`${say("shown_once")} ${mint.data ? say("ends_at", { time: format.moment(mint.data.expires_at) }) : ""}`}
				secret={mint.data?.token ?? null}
				done={say("done")}
				onClose={() => mint.reset()}
			/>
		</form>
	);
}
