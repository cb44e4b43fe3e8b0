# Build: all packages, the compiler, then only what runs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY operators ./operators
COPY pipelines ./pipelines
RUN node src/cli/bootstrap.mjs --build && npm prune --omit=dev --no-audit --no-fund --ignore-scripts

# Run: no compiler, no root. Redis stands beside it (docker-compose.yml): this image holds none.
FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production \
    CROSSCURRENT_HOST=0.0.0.0 \
    CROSSCURRENT_PORT=3000 \
    CROSSCURRENT_DATA=/var/lib/crosscurrent
RUN install -d -o node -g node -m 700 /var/lib/crosscurrent
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY rules ./rules
USER node
VOLUME /var/lib/crosscurrent
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.CROSSCURRENT_PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and drains on SIGTERM by itself; give it time (docker stop --time 30).
STOPSIGNAL SIGTERM
CMD ["node", "--max-semi-space-size=64", "dist/src/main.js", "start"]
