"""The DAG, read with a stand-in for Airflow, and its commands run with a stand-in for the launcher."""

import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import types
import unittest

FILE = pathlib.Path(__file__).with_name("linkage_dag.py")


class Dag:
    def __init__(self, **settings):
        self.settings = settings
        self.tasks = {}

    def __enter__(self):
        Operator.dag = self
        return self

    def __exit__(self, *_):
        Operator.dag = None


class Operator:
    dag = None

    def __init__(self, task_id, bash_command, env, append_env, **settings):
        self.task_id, self.bash_command, self.env, self.settings = task_id, bash_command, env, settings
        self.append_env = append_env
        self.downstream = []
        Operator.dag.tasks[task_id] = self

    def __rshift__(self, other):
        self.downstream.append(other.task_id)
        return other

    def execute(self, variables):
        """As Airflow's: fills in the templates, runs the command in bash."""

        def value(template):
            optional = re.search(r"get\('(\w+)', ''\)", template)
            return variables.get(optional[1], "") if optional else variables[re.search(r"value\.(\w+)", template)[1]]

        env = {name: re.sub(r"{{.*?}}", lambda m: value(m[0]), text) for name, text in self.env.items()}
        return subprocess.run(
            ["bash", "-c", self.bash_command], env={**os.environ, **env}, capture_output=True, text=True, check=False
        )


def load(bash_module):
    """The DAG, with Airflow's BashOperator where this version of Airflow has it."""
    airflow = types.ModuleType("airflow")
    airflow.DAG = Dag
    bash = types.ModuleType(bash_module)
    bash.BashOperator = Operator
    modules = {"airflow": airflow, bash_module: bash}
    parts = bash_module.split(".")
    for i in range(2, len(parts)):
        modules[".".join(parts[:i])] = types.ModuleType(".".join(parts[:i]))
    for name in [name for name in sys.modules if name.split(".")[0] == "airflow"]:
        del sys.modules[name]
    sys.modules.update(modules)
    spec = importlib.util.spec_from_file_location("linkage_dag", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.dag


class LinkageDagTest(unittest.TestCase):
    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="linkage hub "))  # a space, to see that words stay whole
        (self.home / "scripts").mkdir()
        launcher = self.home / "scripts" / "linkage"
        launcher.write_text('#!/bin/bash\nprintf "<%s>" "$LINKAGE_BUILD" "$@"\nexit "${CODE:-0}"\n')
        launcher.chmod(0o755)
        self.variables = {
            "linkage_home": str(self.home),
            "linkage_configuration": "/etc/my linkage/nightly.conf",
            "linkage_output": "/data/linked",
        }

    def test_is_read_by_airflow_2_and_3(self):
        for module in ("airflow.operators.bash", "airflow.providers.standard.operators.bash"):
            dag = load(module)
            self.assertEqual("linkage", dag.settings["dag_id"])
            self.assertFalse(dag.settings["catchup"])
            self.assertEqual(["validate", "run"], list(dag.tasks))
            self.assertEqual(["run"], dag.tasks["validate"].downstream)
            self.assertEqual(0, dag.tasks["validate"].settings["retries"])
            self.assertTrue(dag.tasks["run"].append_env)

    def test_runs_the_launcher_with_whole_words(self):
        tasks = load("airflow.operators.bash").tasks
        done = tasks["validate"].execute(self.variables)
        self.assertEqual("<never><validate></etc/my linkage/nightly.conf>", done.stdout, done.stderr)
        done = tasks["run"].execute({**self.variables, "linkage_options": "--master yarn --num-executors 20"})
        self.assertEqual(
            "<never><run></etc/my linkage/nightly.conf><--output></data/linked><--master><yarn><--num-executors><20>",
            done.stdout,
            done.stderr,
        )

    def test_a_failed_run_fails_the_task(self):
        os.environ["CODE"] = "4"
        self.addCleanup(os.environ.pop, "CODE")
        self.assertEqual(4, load("airflow.operators.bash").tasks["run"].execute(self.variables).returncode)


if __name__ == "__main__":
    unittest.main()
