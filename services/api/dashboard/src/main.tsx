import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries, refusal } from "./api/client";
import { noticeLogout } from "./api/me";
import { Speaking } from "./i18n";
import { applyTheme } from "./lib/theme";
import { router } from "./router";
import "./styles.css";

applyTheme();
refusal.noticed = noticeLogout;
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Speaking>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </Speaking>
  </StrictMode>,
);
