import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { NodePolicyResource } from "../../../contract/accounts/node-policy.ts";
import { ask, problemsOf } from "../../api.ts";
import { Button } from "../../ui/button/button.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Checkbox } from "../../ui/form/checkbox.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { words } from "./words.ts";

const textOf = (patterns: readonly string[] | null) => (patterns ?? []).join("\n");
const patternsOf = (text: string) => text.split("\n").flatMap((line) => line.trim() || []);

/** What an account's own graphs may have, a class or the beginning of one on each line. */
export function PolicyForm({ account, policy }: { account: string; policy: NodePolicyResource }) {
	const say = words.use();
	const queries = useQueryClient();
	const [every, setEvery] = useState(policy.allow === null);
	const [allow, setAllow] = useState(textOf(policy.allow));
	const [deny, setDeny] = useState(textOf(policy.deny));
	const [trusted, setTrusted] = useState(textOf(policy.trusted));
	const save = useMutation({
		mutationFn: (json: object) =>
			ask<NodePolicyResource>(`/v1/accounts/${encodeURIComponent(account)}/node-policy`, {
				method: "PUT",
				json,
			}),
		onSuccess: (now) => {
			queries.setQueryData(["node-policy", account], now);
			toast({ title: say("saved") });
		},
	});
	const { fields, problem } = problemsOf(save.error);
	const wrong = (name: string) => [...fields].find(([at]) => at.startsWith(`/${name}`))?.[1];
	const send = (event: FormEvent) => {
		event.preventDefault();
		save.mutate({
			...{ allow: every ? null : patternsOf(allow) },
			...{ deny: patternsOf(deny), trusted: patternsOf(trusted) },
		});
	};
	return (
		<form onSubmit={send} className="max-w-2xl space-y-6" data-policy={account}>
			{policy.is_default && <p className="font-medium">{say("is_default")}</p>}
			<Checkbox label={say("every")} checked={every} onToggle={setEvery} />
			{!every && (
				<TextArea
					label={say("allow")}
					hint={say("patterns_hint")}
					value={allow}
					className="font-mono"
					error={wrong("allow")}
					onChange={setAllow}
				/>
			)}
			<TextArea
				label={say("deny")}
				hint={say("patterns_hint")}
				value={deny}
				error={wrong("deny")}
				onChange={setDeny}
			/>
			<TextArea
				label={say("trusted")}
				hint={say("trusted_hint")}
				value={trusted}
				error={wrong("trusted")}
				onChange={setTrusted}
			/>
			<p role="alert" className="font-medium text-bad empty:hidden">
				{problem}
			</p>
			<Button type="submit" look="primary" icon="check" busy={save.isPending}>
				{say("save")}
			</Button>
		</form>
	);
}
