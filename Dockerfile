# The service without a database: set CHARTWARD_DATABASE_URL (compose.yaml does). Without it the embedded PostgreSQL runs
# in the data folder. The root file system may be read-only; /tmp and /var/lib/chartward are written.

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/chartward
COPY requirements.lock ./
RUN /opt/chartward/bin/python -m pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY api api
COPY auth auth
COPY domain domain
COPY openapi openapi
COPY persistence persistence
RUN /opt/chartward/bin/python -m pip install --no-deps . \
    && /opt/chartward/bin/python -m compileall -q /opt/chartward

FROM python:3.11-slim
RUN groupadd --gid 10001 chartward \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent chartward \
    && install -d -o 10001 -g 10001 -m 0711 /var/lib/chartward
COPY --from=build /opt/chartward /opt/chartward
ENV PATH=/opt/chartward/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    CHARTWARD_DATA_DIR=/var/lib/chartward \
    CHARTWARD_HOST=0.0.0.0
USER 10001:10001
WORKDIR /var/lib/chartward
VOLUME /var/lib/chartward
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
ENTRYPOINT ["chartward"]
CMD ["serve"]
