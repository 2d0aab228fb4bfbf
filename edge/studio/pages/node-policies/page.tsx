import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { NodePolicyResource } from "../../../contract/accounts/node-policy.ts";
import { ask } from "../../api.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Field } from "../../ui/form/field.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { words } from "./words.ts";

/** Which nodes an account's own graphs may have, for whoever runs this Darkroom: `?account=` says whose. */
export default function NodePoliciesPage({ title }: PageProps) {
	const say = words.use();
	const { query, go } = useRouter();
	const account = query.get("account") ?? "";
	const [typed, setTyped] = useState(account);
	const policy = useQuery({
		queryKey: ["node-policy", account],
		queryFn: ({ signal }) =>
			ask<NodePolicyResource>(`/v1/accounts/${encodeURIComponent(account)}/node-policy`, { signal }),
		enabled: account !== "",
		retry: false,
	});
	const show = (event: FormEvent) => {
		event.preventDefault();
		go(`/node-policies?${new URLSearchParams({ account: typed.trim() })}`);
	};
	return (
		<>
			<PageHead title={title} lead={say("lead")} />
			<form onSubmit={show} className="mb-8 flex max-w-2xl items-start gap-3">
				<Field
					className="min-w-0 flex-1"
					label={say("account")}
					hint={say("account_hint")}
					value={typed}
					dir="ltr"
					autoComplete="off"
					spellCheck={false}
					onChange={(event) => setTyped(event.target.value)}
				/>
				<Button type="submit" className="mt-7.5" disabled={typed.trim() === ""}>
					{say("show")}
				</Button>
			</form>
			{account !== "" && policy.isPending && <Skeleton className="h-72 w-full rounded-xl" />}
			{policy.error && <LoadFailed error={policy.error} onRetry={() => void policy.refetch()} />}
			{policy.data && <PolicyForm key={account} account={account} policy={policy.data} />}
		</>
	);
}
