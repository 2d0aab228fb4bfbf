import { type ComponentType, type LazyExoticComponent, lazy, Suspense, useEffect } from "react";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { shell } from "../../words/shell.ts";
import { useLanguage } from "../../words/words.tsx";
import type { PageProps, Route } from "../routing/route.ts";
import { useRouter } from "../routing/router.tsx";
import { routeOf, startOf } from "../routing/routes.ts";
import { Broken } from "../trouble/broken.tsx";
import { ErrorBoundary } from "../trouble/error-boundary.tsx";
import { Missing } from "../trouble/missing.tsx";

const pages = new Map<Route, LazyExoticComponent<ComponentType<PageProps>>>();

function pageOf(route: Route): LazyExoticComponent<ComponentType<PageProps>> {
	const known = pages.get(route);
	if (known) return known;
	const page = lazy(() =>
		route.page().catch((error: unknown) => {
			// What could not be loaded is asked for again by whoever comes back to it.
			pages.delete(route);
			throw error;
		}),
	);
	pages.set(route, page);
	return page;
}

/** The page of the address. It is loaded, with its words, when it is first gone to. */
export function PageOutlet({ isOperator }: { isOperator: boolean }) {
	const { path, go } = useRouter();
	const { locale } = useLanguage();
	const found = routeOf(path);
	useEffect(() => {
		if (path === "/") go(startOf(isOperator), { replace: true });
	}, [path, go, isOperator]);
	useEffect(() => {
		document.title = found ? `${found.route.title[locale]} · Darkroom` : "Darkroom";
	}, [found, locale]);
	if (path === "/") return null;
	if (!found) return <Missing />;
	void found.route.words(locale);
	const Page = pageOf(found.route);
	return (
		<ErrorBoundary key={path} fallback={() => <Broken />}>
			<Suspense fallback={<Coming />}>
				<Page params={found.params} title={found.route.title[locale]} />
			</Suspense>
		</ErrorBoundary>
	);
}

/** The page is on its way. */
function Coming() {
	const say = shell.use();
	return (
		<>
			<p role="status" className="sr-only">
				{say("loading")}
			</p>
			<Skeleton className="h-40 w-full" />
		</>
	);
}
