/// <reference types="vitest/config" />
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// In development the pages come from here and everything else from a running Max Signal.
const api = process.env.MAXSIGNAL_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { proxy: Object.fromEntries(["/api", "/health", "/ready"].map((path) => [path, api])) },
  // The policy of the server allows no inline script and no data address.
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0, manifest: true },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
});
