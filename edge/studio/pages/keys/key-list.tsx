import { useState } from "react";
import type { ApiKey, NewApiKey } from "../../../contract/access/keys.ts";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { AskDialog } from "../../ui/dialog/ask-dialog.tsx";
import { SecretDialog } from "../../ui/dialog/secret-dialog.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Ago } from "../../ui/figures/figures.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { useFormat } from "../../words/format.ts";
import { shell } from "../../words/shell.ts";
import { KeyForm } from "./key-form.tsx";
import { SCOPES, useKeys, useRevokeKey } from "./requests.ts";
import { words } from "./words.ts";

/** The account's keys: make one, which is shown once, or take one back. */
export function KeyList() {
	const say = words.use();
	const keys = useKeys();
	const [making, setMaking] = useState(false);
	const [made, setMade] = useState<NewApiKey | null>(null);
	const create = (
		<Button look="primary" icon="plus" onClick={() => setMaking(true)}>
			{say("create")}
		</Button>
	);
	return (
		<>
			{keys.isPending && <Skeleton className="h-48 w-full rounded-xl" />}
			{keys.isError && !keys.data && <LoadFailed error={keys.error} onRetry={() => void keys.refetch()} />}
			{keys.data?.data.length === 0 && (
				<EmptyState icon="key" title={say("no_keys_title")} text={say("no_keys_text")}>
					{create}
				</EmptyState>
			)}
			{keys.data && keys.data.data.length > 0 && (
				<>
					<div className="mb-4">{create}</div>
					<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
						{keys.data.data.map((key) => (
							<KeyRow key={key.id} apiKey={key} />
						))}
					</ul>
				</>
			)}
			<KeyForm
				open={making}
				onClose={() => setMaking(false)}
				onMade={(key) => {
					setMaking(false);
					setMade(key);
				}}
			/>
			<SecretDialog
				title={say("made")}
				text={say("shown_once")}
				secret={made?.key ?? null}
				done={say("done")}
				onClose={() => setMade(null)}
			/>
		</>
	);
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
	const say = words.use();
	const common = shell.use();
	const format = useFormat();
	const [asking, setAsking] = useState(false);
	const revoke = useRevokeKey();
	const all = SCOPES.every((scope) => apiKey.scopes.includes(scope));
	const agree = () => {
		revoke.mutate(apiKey.id, {
			onSuccess: () => toast({ title: say("revoked"), text: apiKey.name }),
			onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
		});
	};
	return (
		<li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5 sm:px-5" data-key={apiKey.id}>
			<div className="min-w-0 flex-1">
				<p className="flex flex-wrap items-baseline gap-x-3">
					<bdi className="font-medium [overflow-wrap:anywhere]">{apiKey.name}</bdi>
					<span className="font-mono text-sm text-muted" dir="ltr">
						…{apiKey.last4}
					</span>
				</p>
				<p className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-muted">
					<span title={format.moment(apiKey.created_at)}>
						<Ago time={apiKey.created_at} />
					</span>
					{apiKey.expires_at !== null && (
						<span>{say("ends_at", { time: format.moment(apiKey.expires_at) })}</span>
					)}
					{all ? (
						<span>{say("everything")}</span>
					) : (
						<span className="font-mono text-xs leading-5 [overflow-wrap:anywhere]" dir="ltr">
							{apiKey.scopes.join(" ")}
						</span>
					)}
				</p>
			</div>
			<Button look="danger" busy={revoke.isPending} onClick={() => setAsking(true)}>
				{say("revoke")}
			</Button>
			<AskDialog
				open={asking}
				onClose={() => setAsking(false)}
				title={say("revoke_title", { name: apiKey.name })}
				text={say("revoke_text")}
				no={say("keep")}
				yes={say("revoke")}
				onYes={agree}
			/>
		</li>
	);
}
