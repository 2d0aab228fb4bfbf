import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DatasetResource } from "../../../contract/training/datasets.ts";
import { regularise } from "../../api/datasets.ts";
import { Link } from "../../app/routing/router.tsx";
import { Button } from "../../ui/button/button.tsx";
import { datasetChanged } from "./queries.ts";
import { words } from "./words.ts";

/** Pictures of the class that are trained beside: how many there are, and the job that makes them. */
export function Beside({
	dataset: { name, regularisation, regularisation_job },
}: {
	dataset: DatasetResource;
}) {
	const say = words.use();
	const queries = useQueryClient();
	const make = useMutation({
		mutationFn: () => regularise(name),
		onSuccess: () => datasetChanged(queries, name),
	});
	return (
		<section className="flex flex-wrap items-center gap-4">
			<p>{say("beside", { n: regularisation })}</p>
			{regularisation_job === null ? (
				<Button icon="spark" busy={make.isPending} onClick={() => make.mutate()}>
					{say("make_beside")}
				</Button>
			) : (
				<Link to={`/jobs/${regularisation_job}`} className="font-medium text-accent underline">
					{say("making")}
				</Link>
			)}
			<p role="alert" className="w-full font-medium text-bad empty:hidden">
				{make.error && <bdi>{make.error.message}</bdi>}
			</p>
		</section>
	);
}
