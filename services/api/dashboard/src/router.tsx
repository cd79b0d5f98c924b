/** Every page and its address; pages are loaded when they are opened, what they filter by is in the address. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { analysisSearch } from "./pages/analyses/search";
import { compareSearch } from "./pages/compare/search";
import { Home } from "./pages/home";
import { homeSearch } from "./pages/home/search";
import { nextSearch } from "./pages/login-search";
import { Nowhere } from "./pages/missing";
import { postSearch } from "./pages/posts/reasons";
import { promptSearch } from "./pages/prompts/search";
import { replaySearch } from "./pages/replay/search";
import { tabSearch } from "./pages/run/search";
import { runSearch } from "./pages/runs/search";
import { scheduleSearch } from "./pages/schedules/search";
import { settingsSearch } from "./pages/settings/tabs";
import { subscriberSearch } from "./pages/subscribers/search";
import { systemSearch } from "./pages/system/search";
import { LoggedIn } from "./shell/logged-in";
import { Skeleton } from "./ui/states";

const root = createRootRoute({ notFoundComponent: Nowhere });
const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import("./pages/login"), "Login"),
});
const inside = createRoute({ getParentRoute: () => root, id: "inside", component: LoggedIn });

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  validateSearch: homeSearch,
  component: Home,
});
const more = createRoute({
  getParentRoute: () => inside,
  path: "/more",
  component: lazyRouteComponent(() => import("./pages/more"), "More"),
});
const analyses = createRoute({
  getParentRoute: () => inside,
  path: "/analyses",
  component: lazyRouteComponent(() => import("./pages/analyses/list"), "Analyses"),
});
const analysis = createRoute({
  getParentRoute: () => inside,
  path: "/analyses/$name",
  validateSearch: analysisSearch,
  component: lazyRouteComponent(() => import("./pages/analyses/page"), "Analysis"),
});
const prompt = createRoute({
  getParentRoute: () => inside,
  path: "/prompts/$step",
  validateSearch: promptSearch,
  component: lazyRouteComponent(() => import("./pages/prompts/page"), "PromptPage"),
});
const runs = createRoute({
  getParentRoute: () => inside,
  path: "/runs",
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import("./pages/runs/page"), "Runs"),
});
const compare = createRoute({
  getParentRoute: () => inside,
  path: "/runs/compare",
  validateSearch: compareSearch,
  component: lazyRouteComponent(() => import("./pages/compare/page"), "Compare"),
});
export const run = createRoute({
  getParentRoute: () => inside,
  path: "/runs/$id",
  validateSearch: tabSearch,
  component: lazyRouteComponent(() => import("./pages/run/page"), "Run"),
});
const replay = createRoute({
  getParentRoute: () => inside,
  path: "/runs/$id/steps/$step/replay",
  validateSearch: replaySearch,
  component: lazyRouteComponent(() => import("./pages/replay/page"), "ReplayPage"),
});
const schedules = createRoute({
  getParentRoute: () => inside,
  path: "/schedules",
  validateSearch: scheduleSearch,
  component: lazyRouteComponent(() => import("./pages/schedules/page"), "Schedules"),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  beforeLoad: () => {
    throw redirect({ to: "/settings/$tab", params: { tab: "preferences" }, replace: true });
  },
});
const settingsTab = createRoute({
  getParentRoute: () => inside,
  path: "/settings/$tab",
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import("./pages/settings/page"), "Settings"),
});
const posts = createRoute({
  getParentRoute: () => inside,
  path: "/posts",
  component: lazyRouteComponent(() => import("./pages/posts/page"), "Posts"),
});
const post = createRoute({
  getParentRoute: () => inside,
  path: "/posts/$id",
  validateSearch: postSearch,
  component: lazyRouteComponent(() => import("./pages/posts/post"), "Post"),
});
const subscribers = createRoute({
  getParentRoute: () => inside,
  path: "/subscribers",
  validateSearch: subscriberSearch,
  component: lazyRouteComponent(() => import("./pages/subscribers/page"), "Subscribers"),
});
const subscriber = createRoute({
  getParentRoute: () => inside,
  path: "/subscribers/$chat",
  component: lazyRouteComponent(() => import("./pages/subscribers/subscriber"), "Subscriber"),
});
const system = createRoute({
  getParentRoute: () => inside,
  path: "/system",
  validateSearch: systemSearch,
  component: lazyRouteComponent(() => import("./pages/system/page"), "SystemPage"),
});

const tree = root.addChildren([
  login,
  inside.addChildren([
    home,
    analyses,
    analysis,
    prompt,
    more,
    runs,
    compare,
    run,
    replay,
    schedules,
    posts,
    post,
    subscribers,
    subscriber,
    settings,
    settingsTab,
    system,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultPendingComponent: Skeleton,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
