update member_history
set source = source_name.source
from source_name
where source_name.former = member_history.source
