import { type FormEvent, useState } from "react";
import { Refusal } from "../../api.ts";
import { LoadFailed } from "../../app/load-failed.tsx";
import type { PageProps } from "../../app/route.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { FleetPlots } from "./fleet-plots.tsx";
import { setOperatorKey, useOperatorKey } from "./operator.ts";
import { PoolTable } from "./pool-table.tsx";
import { usePools } from "./requests.ts";
import { words } from "./words.ts";
import { WorkerList } from "./worker-list.tsx";

export default function FleetPage({ title }: PageProps) {
	const say = words.use();
	const key = useOperatorKey();
	return (
		<>
			<PageHead title={title} lead={say("lead")} />
			{key === null ? <Gate wrong={false} /> : <Fleet bearer={key} />}
		</>
	);
}

/** Asks for the operator's key. */
function Gate({ wrong }: { wrong: boolean }) {
	const say = words.use();
	const [text, setText] = useState("");
	const submit = (event: FormEvent) => {
		event.preventDefault();
		setOperatorKey(text.trim());
	};
	return (
		<form onSubmit={submit} className="max-w-lg space-y-5 rounded-xl border border-line bg-sheet p-5 sm:p-6">
			<div>
				<h2 className="text-lg font-semibold">{say("gate")}</h2>
				<p className="mt-1 text-pretty text-muted">{say("gate_text")}</p>
			</div>
			<Field
				label={say("key")}
				type="password"
				autoComplete="off"
				required
				dir="ltr"
				value={text}
				onChange={(event) => setText(event.target.value)}
				error={wrong ? say("wrong_key") : undefined}
			/>
			<Button look="primary" type="submit">
				{say("open")}
			</Button>
		</form>
	);
}

function Fleet({ bearer }: { bearer: string }) {
	const pools = usePools(bearer);
	if (pools.error instanceof Refusal && [401, 403].includes(pools.error.status)) return <Gate wrong />;
	if (pools.isPending) return <Skeleton className="h-72 w-full rounded-xl" />;
	if (!pools.data) return <LoadFailed error={pools.error} onRetry={() => void pools.refetch()} />;
	return (
		<div className="space-y-6">
			<PoolTable pools={pools.data} />
			<FleetPlots pools={pools.data} at={pools.dataUpdatedAt} />
			<WorkerList bearer={bearer} />
		</div>
	);
}
