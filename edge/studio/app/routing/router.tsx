import {
	type ComponentProps,
	createContext,
	type MouseEvent,
	type ReactNode,
	use,
	useEffect,
	useMemo,
	useState,
	useTransition,
} from "react";

/** Where the studio lives on its server. */
const BASE = "/studio";

interface Place {
	/** Below /studio: `/jobs/job_…`. */
	path: string;
	query: URLSearchParams;
}

interface Router extends Place {
	/** Goes to an address below /studio; `replace`: the one before is not kept in the history. */
	go(to: string, options?: { replace?: boolean }): void;
	/** A page is on its way. */
	pending: boolean;
}

const RouterContext = createContext<Router | null>(null);

export function useRouter(): Router {
	const router = use(RouterContext);
	if (!router) throw new Error("no router above this component");
	return router;
}

/** The address as it is now. */
export function placeNow(): Place {
	const { pathname, search } = window.location;
	const path = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname;
	return { path: path === "" ? "/" : path, query: new URLSearchParams(search) };
}

export function RouterProvider({ children }: { children: ReactNode }) {
	const [place, setPlace] = useState(placeNow);
	const [pending, startTransition] = useTransition();
	useEffect(() => {
		const back = () => startTransition(() => setPlace(placeNow()));
		window.addEventListener("popstate", back);
		return () => window.removeEventListener("popstate", back);
	}, []);
	const router = useMemo<Router>(
		() => ({
			...place,
			pending,
			go: (to, { replace = false } = {}) => {
				const moved = to.split("?")[0] !== placeNow().path;
				window.history[replace ? "replaceState" : "pushState"](null, "", BASE + to);
				// Of the page that stands only its query changes: at once, or a box that shows it would jump back first.
				if (!moved) return setPlace(placeNow());
				startTransition(() => setPlace(placeNow()));
				window.scrollTo(0, 0);
			},
		}),
		[place, pending],
	);
	return <RouterContext value={router}>{children}</RouterContext>;
}

/** A link to an address below /studio. With a modifier key it opens where the browser would open it. */
export function Link({ to, onClick, ...rest }: ComponentProps<"a"> & { to: string }) {
	const { go } = useRouter();
	const follow = (event: MouseEvent<HTMLAnchorElement>) => {
		onClick?.(event);
		const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
		if (event.defaultPrevented || elsewhere) return;
		event.preventDefault();
		go(to);
	};
	return <a {...rest} href={BASE + to} onClick={follow} />;
}
