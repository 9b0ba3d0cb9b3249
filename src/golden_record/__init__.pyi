from golden_record.api import run as run
from golden_record.config.job import Job as Job
from golden_record.config.load import load_job as load_job
from golden_record.pipeline import RunResult as RunResult

__version__: str
