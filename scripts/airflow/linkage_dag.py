"""An Airflow DAG that links people every night by running scripts/linkage.

Copy this file into Airflow's folder of DAGs and set these Airflow variables (Admin, Variables):

  linkage_home           the folder of Linkage Hub on the worker, for example /opt/linkage-hub
  linkage_configuration  the configuration to run, for example /etc/linkage/nightly.conf
  linkage_output         where the results go, for example /data/linked
  linkage_options        optional: options of the launcher, for example --master yarn --num-executors 20

It first checks the configuration against its inputs, which is not tried twice: what is wrong there stays wrong until somebody
mends it. The run itself is one task, because a run keeps its own manifest: `linkage runs` lists them, `linkage show last`
tells how far the last one came. Its summary is in the log of the task and in the folder of the run.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow import DAG

try:  # Airflow 3
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2
    from airflow.operators.bash import BashOperator

# Airflow fills in these templates when a task starts; the shell then takes each as one word, whatever it holds.
ENVIRONMENT = {
    "LINKAGE": "{{ var.value.linkage_home }}/scripts/linkage",
    "CONFIGURATION": "{{ var.value.linkage_configuration }}",
    "OUTPUT": "{{ var.value.linkage_output }}",
    "OPTIONS": "{{ var.value.get('linkage_options', '') }}",
    "LINKAGE_BUILD": "never",  # workers run what was built and tested, nothing else
}

with DAG(
    dag_id="linkage",
    description="Link people every night",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["linkage"],
    doc_md=__doc__,
) as dag:
    validate = BashOperator(
        task_id="validate",
        bash_command='"$LINKAGE" validate "$CONFIGURATION" $OPTIONS',
        env=ENVIRONMENT,
        append_env=True,
        retries=0,
    )
    run = BashOperator(
        task_id="run",
        bash_command='"$LINKAGE" run "$CONFIGURATION" --output "$OUTPUT" $OPTIONS',
        env=ENVIRONMENT,
        append_env=True,
        retries=1,
        retry_delay=timedelta(minutes=10),
        execution_timeout=timedelta(hours=12),
    )
    validate >> run
