import { useMutation, useQueryClient } from "@tanstack/react-query";
import { problemsOf } from "../../api.ts";
import { useRouter } from "../routing/router.tsx";

interface Created<Made> {
	make(): Promise<Made>;
	/** The list that it will stand in, as queries call it. */
	list: string;
	/** Where what was made is seen. */
	to(made: Made): string;
}

/** Makes something of what a form holds, and goes there; what was refused stands at its field, or below all of them. */
export function useCreate<Made>({ make, list, to }: Created<Made>) {
	const { go } = useRouter();
	const queries = useQueryClient();
	const create = useMutation({
		mutationFn: make,
		onSuccess: (made) => {
			void queries.invalidateQueries({ queryKey: [list] });
			go(to(made));
		},
	});
	const { fields, problem } = problemsOf(create.error);
	return { fields, problem, busy: create.isPending, submit: () => create.mutate(), reset: create.reset };
}
